import {
  below,
  entriesOf,
  isObject,
  type Located,
  objectOf,
  pointerTo,
  stringsOf,
} from './located.ts';
import type { Parts } from './schema-parts.ts';
import type { Field, Variant } from './shape.ts';

/** What some schemas together say of the fields of an object. */
export function fieldsOf(
  parts: Parts,
  valuesAt: (at: Located) => readonly string[],
): Pick<Variant, 'fields' | 'others'> {
  const named = parts.flatMap((part) => entriesOf(below(part, 'properties')));
  const listed = parts.flatMap((part) => keysOfMap(part, valuesAt));
  const required = new Set(parts.flatMap(({ value }) => stringsOf(objectOf(value)['required'])));
  const fields = new Map<string, Field>();
  for (const [name, part] of [...named, ...listed]) {
    const known = fields.get(name);
    const all = [...(known?.parts ?? []), part];
    const pointer = known?.pointer ?? part.pointer;
    fields.set(name, { parts: all, isRequired: required.has(name), pointer });
  }
  for (const name of required) {
    if (fields.has(name)) continue;
    const pointer = pointerTo(parts[0]?.pointer ?? '', 'properties', name);
    fields.set(name, { parts: [{ value: {}, pointer }], isRequired: true, pointer });
  }
  return { fields, others: listed.length > 0 ? 'refused' : othersOf(parts) };
}

/** A map whose keys are listed has a field for each of them. */
function keysOfMap(
  part: Located,
  valuesAt: (at: Located) => readonly string[],
): [name: string, entry: Located][] {
  const entry = below(part, 'additionalProperties');
  const names = below(part, 'propertyNames');
  if (!isObject(entry.value) || !isObject(names.value)) return [];
  return valuesAt(names).map((name) => [name, entry]);
}

function othersOf(parts: Parts): Variant['others'] {
  const said = parts.flatMap((part) => [
    below(part, 'additionalProperties'),
    below(part, 'unevaluatedProperties'),
  ]);
  if (said.some(({ value }) => value === false)) return 'refused';
  const schemas = said.filter(({ value }) => isObject(value) && Object.keys(value).length > 0);
  return schemas.length > 0 ? schemas : 'free';
}
