import type { Basis } from '../report/report.ts';
import { isObject, type JsonObject, objectOf, pointerTo, segmentsOf } from './located.ts';

/** The document of the contract, which the package carries. */
export const CONTRACT_FILE = 'openapi/rivya-v1.json';

/** What a place of the contract rests on: the nearest mark at it or above it. */
export function basisAtPlace(contract: JsonObject, pointer: string): Basis {
  const marks: JsonObject[] = [];
  let value: unknown = contract;
  for (const segment of segmentsOf(pointer)) {
    const open = segment === 'additionalProperties' ? objectOf(value)['x-rivya-unknown-fields'] : 0;
    value = childOf(value, segment);
    marks.push(objectOf(open), objectOf(value));
  }
  const mark = marks.findLast((one) => one['x-rivya-source'] !== undefined);
  if (mark?.['x-rivya-source'] === 'assumed') {
    return { kind: 'assumed', assumption: String(mark['x-rivya-assumption']) };
  }
  return mark?.['x-rivya-source'] === 'documented'
    ? { kind: 'documented', page: String(mark['x-rivya-page']) }
    : { kind: 'contract' };
}

function childOf(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value[Number(segment)];
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** The line of every place in the contract as the package carries it, by JSON pointer. */
export function linesOf(contract: JsonObject): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  const walk = (value: unknown, pointer: string): void => {
    lines.set(pointer, line);
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const shown = entries.filter(([, entry]) => entry !== undefined);
    if (shown.length === 0) return;
    for (const [name, entry] of shown) {
      line += 1;
      walk(entry, pointerTo(pointer, name));
    }
    line += 1;
  };
  walk(contract, '');
  return lines;
}

/** `openapi/rivya-v1.json:120`, for a place of the contract or the nearest one above it. */
export function contractLine(lines: ReadonlyMap<string, number>, pointer: string): string {
  let at = pointer;
  while (!lines.has(at) && at !== '') at = at.slice(0, at.lastIndexOf('/'));
  return `${CONTRACT_FILE}:${lines.get(at) ?? 1}`;
}

/** A place of the contract as people name it: `Generation.status`, `POST /api/v1/files, reply 200`. */
export function placeName(pointer: string): string {
  const [area, group, name = '', ...rest] = segmentsOf(pointer);
  if (area === 'paths')
    return group === undefined ? 'the operations' : operationPlace(group, name, rest);
  if (area === 'webhooks') return `webhook ${group ?? ''}`;
  if (area === 'components' && group === 'schemas') return `${name}${fieldPath(rest)}`;
  return area === 'components' ? `${name}${fieldPath(rest)}` : 'the document';
}

function operationPlace(path: string, method: string, rest: readonly string[]): string {
  const [part, name = ''] = rest;
  const place = `${method.toUpperCase()} ${path}`.trim();
  if (part === 'responses') return `${place}, reply ${name}${fieldPath(rest.slice(2))}`.trim();
  if (part === 'requestBody') return `${place}, body`;
  return part === 'parameters' ? `${place}, parameters` : place;
}

function fieldPath(segments: readonly string[]): string {
  const parts = segments.map((segment, index) => {
    const before = segments[index - 1];
    if (before === 'properties') return `.${segment}`;
    return segment === 'items' ? '[]' : '';
  });
  return parts.join('');
}
