import type { Check, Outcome } from '../report/report.ts';
import { ApiDocument } from './api-document.ts';
import { compareOperations, type Found } from './compare-operations.ts';
import { shapeComparer } from './compare-shapes.ts';
import { Comparison } from './comparison.ts';
import { basisAtPlace, contractLine, linesOf, placeName } from './contract-place.ts';
import { type Difference, idOf, ruleOf } from './difference.ts';
import { type JsonObject, UnsoundDocument } from './located.ts';
import { soundDocument } from './sound-document.ts';

export interface CompareOptions {
  /** Also report texts and names, which change nothing for a caller. */
  readonly cosmetic?: boolean;
}

/**
 * Compares a published document with the contract, from the side of a caller. Throws
 * `UnsoundDocument` if there is nothing sound to compare.
 */
export function compareDocuments(
  contract: JsonObject,
  published: unknown,
  { cosmetic = false }: CompareOptions = {},
): Check[] {
  const comparison = new Comparison(
    new ApiDocument(contract),
    new ApiDocument(soundDocument(published)),
    { request: shapeComparer('request', cosmetic), reply: shapeComparer('reply', cosmetic) },
  );
  const { found, compared, hasWebhooks } = compareOperations(comparison, cosmetic);
  if (compared.length === 0) {
    throw new UnsoundDocument('Cannot compare the document: it has no operation of the contract');
  }
  const shown = found.filter(({ difference }) => cosmetic || difference.severity !== 'cosmetic');
  const differing = new Set(shown.map(({ operation }) => operation));
  return [
    ...checksOf(contract, shown),
    ...compared.filter((operation) => !differing.has(operation)).map(passed),
    ...(hasWebhooks ? [] : [WITHOUT_WEBHOOKS]),
  ];
}

function passed(operation: string): Check {
  return {
    id: 'document.operation',
    group: 'document',
    title: `${operation}: the published document says what the contract says`,
    outcome: 'passed',
    basis: { kind: 'contract' },
    operations: [operation],
    pointer: `/${operation}`,
  };
}

const WITHOUT_WEBHOOKS: Check = {
  id: 'document.webhooks',
  group: 'document',
  title: 'The published document describes webhooks',
  outcome: 'skipped',
  basis: { kind: 'contract' },
  advice: 'It says nothing of webhooks, so their payloads were not compared',
};

interface Group {
  readonly difference: Difference;
  readonly operations: Set<string>;
  readonly models: Set<string>;
  /** Whether it was also met where it is for all models. */
  isGeneral: boolean;
  readonly pointers: Set<string>;
}

/** One check for each difference, however often a document repeats it. */
function checksOf(contract: JsonObject, found: readonly Found[]): Check[] {
  const byContract = new Map<string, Group>();
  for (const { difference, operation, models } of found) {
    const key = [idOf(difference), difference.contract, difference.seen].join('\n');
    const group = byContract.get(key) ?? newGroup(difference);
    group.operations.add(operation);
    for (const model of models ?? []) group.models.add(model);
    group.isGeneral ||= models === undefined;
    group.pointers.add(difference.pointer);
    byContract.set(key, group);
  }
  const merged = mergeByPointer([...byContract.values()]);
  const lines = linesOf(contract);
  return merged.map((group) => checkOf(contract, group, lines));
}

function newGroup(difference: Difference): Group {
  return {
    difference,
    operations: new Set(),
    models: new Set(),
    isGeneral: false,
    pointers: new Set(),
  };
}

/** Many places of the contract can meet one place of a document that tells less apart. */
function mergeByPointer(groups: readonly Group[]): Group[] {
  const byPointer = new Map<string, Group>();
  for (const group of groups) {
    const { difference, pointers } = group;
    const key = [idOf(difference), [...pointers][0], difference.seen].join('\n');
    const known = byPointer.get(key);
    if (known === undefined) {
      byPointer.set(key, group);
      continue;
    }
    for (const operation of group.operations) known.operations.add(operation);
    for (const model of group.models) known.models.add(model);
    for (const pointer of pointers) known.pointers.add(pointer);
    known.isGeneral ||= group.isGeneral;
  }
  return [...byPointer.values()];
}

function checkOf(
  contract: JsonObject,
  { difference, operations, models, isGeneral, pointers }: Group,
  lines: ReadonlyMap<string, number>,
): Check {
  const { severity, side, expected, seen } = difference;
  const { holds, advice } = ruleOf(difference);
  const basis = basisAtPlace(contract, difference.contract);
  const isBroken = severity === 'breaking' && basis.kind !== 'assumed';
  const outcome: Outcome = isBroken ? 'failed' : 'finding';
  const said = typeof advice === 'string' ? advice : advice[side ?? 'request'];
  const more = pointers.size > 1 ? `; seen at ${pointers.size - 1} more places` : '';
  const line = contractLine(lines, difference.contract);
  const way = side === undefined ? '' : ` (${side})`;
  return {
    id: idOf(difference),
    group: 'document',
    title: `${placeName(difference.contract)}${way}: ${holds}`,
    outcome,
    basis,
    severity,
    operations: [...operations],
    ...(isGeneral || models.size === 0 ? {} : { models: [...models] }),
    pointer: [...pointers][0] ?? '',
    expected: short(expected),
    seen: short(seen),
    advice: `${said}${more}; the contract says it in ${line}`,
  };
}

const LONGEST = 300;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
