import type { ApiDocument } from './api-document.ts';
import type { Comparison } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import {
  below,
  isObject,
  itemsOf,
  type Located,
  objectOf,
  pointerTo,
  stringsOf,
} from './located.ts';

/** Compares how a key is sent, whether one is needed, and which scopes it needs. */
export function compareSecurity(
  ours: Located,
  theirs: Located,
  comparison: Comparison,
): Difference[] {
  const before = securityOf(ours, comparison.ours);
  const after = securityOf(theirs, comparison.theirs);
  const places = {
    contract: pointerTo(ours.pointer, 'security'),
    pointer: after.pointer ?? pointerTo(theirs.pointer, 'security'),
  };
  const said = { expected: written(before), seen: written(after) };
  if (before.schemes.length === 0 || after.schemes.length === 0) {
    if (before.schemes.length === after.schemes.length) return [];
    const rule = before.schemes.length === 0 ? 'security-added' : 'security-removed';
    return [operationDifference(rule, { ...places, ...said })];
  }
  const isSame = before.schemes.some((scheme) => after.schemes.includes(scheme));
  if (!isSame) return [operationDifference('security-changed', { ...places, ...said })];
  if (!namesScopes(comparison.theirs)) return [];
  const come = after.scopes.filter((scope) => !before.scopes.includes(scope));
  const gone = before.scopes.filter((scope) => !after.scopes.includes(scope));
  return [
    ...come.map((scope) =>
      operationDifference('scope-added', { ...places, expected: 'unknown', seen: scope }),
    ),
    ...gone.map((scope) =>
      operationDifference('scope-removed', { ...places, expected: scope, seen: 'gone' }),
    ),
  ];
}

interface Security {
  readonly schemes: readonly string[];
  readonly scopes: readonly string[];
  readonly pointer?: string;
}

function securityOf(operation: Located, document: ApiDocument): Security {
  const own = below(operation, 'security');
  const at = own.value === undefined ? below(document.root, 'security') : own;
  const needs = itemsOf(at).map(({ value }) => objectOf(value));
  // An empty requirement beside others means that no key is needed.
  if (needs.some((need) => Object.keys(need).length === 0)) return { schemes: [], scopes: [] };
  const schemes = needs.map((need) => {
    const names = Object.keys(need).map((name) => schemeOf(name, document));
    return names.sort().join(' and ');
  });
  const listed = needs.flatMap((need) => Object.values(need).flatMap(stringsOf));
  const extra = stringsOf(below(operation, 'x-rivya-scopes', 'scopes').value);
  const scopes = [...new Set([...listed, ...extra])];
  return { schemes, scopes, ...(at.value === undefined ? {} : { pointer: at.pointer }) };
}

/** How a scheme sends its key, whatever it is named. */
function schemeOf(name: string, document: ApiDocument): string {
  const at = document.follow(below(document.root, 'components', 'securitySchemes', name));
  const { type, scheme, in: place, name: carrier } = objectOf(at.value);
  if (type === 'apiKey' && String(carrier).toLowerCase() === 'authorization') return 'http bearer';
  if (type === 'apiKey') return `${String(carrier)} in ${String(place)}`;
  return type === 'http' ? `http ${String(scheme).toLowerCase()}` : String(type);
}

function written({ schemes }: Security): string {
  return schemes.join(' or ') || 'no key';
}

/** Documents of OpenAPI 3.0 have no place for the scopes of a bearer key. */
function namesScopes(document: ApiDocument): boolean {
  const paths = Object.values(objectOf(below(document.root, 'paths').value));
  const operations = paths.flatMap((item) => Object.values(objectOf(item))).filter(isObject);
  return operations.some(({ security, 'x-rivya-scopes': scopes }) => {
    const needs = itemsOf({ value: security, pointer: '' }).map(({ value }) => objectOf(value));
    return (
      isObject(scopes) || needs.some((need) => Object.values(need).flatMap(stringsOf).length > 0)
    );
  });
}
