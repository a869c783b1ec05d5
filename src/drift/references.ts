import { isObject, type JsonObject, type Located, segmentsOf, UnsoundDocument } from './located.ts';

/** Where a reference of a document leads. */
export function targetOf(root: JsonObject, reference: unknown, from: string): Located {
  if (typeof reference !== 'string' || !reference.startsWith('#')) {
    throw new UnsoundDocument(`Cannot follow the reference at ${from}: it leaves the document`);
  }
  const pointer = decoded(reference.slice(1));
  let value: unknown = root;
  for (const segment of segmentsOf(pointer)) {
    const known: unknown = typeof value === 'object' && value !== null ? value : undefined;
    value = known && Object.hasOwn(known, segment) ? (known as JsonObject)[segment] : undefined;
  }
  if (value === undefined) {
    throw new UnsoundDocument(`Cannot follow the reference at ${from}: nothing is at "${pointer}"`);
  }
  return { value, pointer };
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The thing itself, where there may be a reference to it. Not for schemas, which may have both. */
export function follow(root: JsonObject, at: Located): Located {
  const seen = new Set<string>();
  let found = at;
  while (isObject(found.value) && found.value['$ref'] !== undefined) {
    if (seen.has(found.pointer)) {
      throw new UnsoundDocument(`Cannot follow the reference at ${at.pointer}: it leads to itself`);
    }
    seen.add(found.pointer);
    found = targetOf(root, found.value['$ref'], found.pointer);
  }
  return found;
}
