import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPERATION_RULES } from '../../src/drift/operation-rules.ts';
import { SCHEMA_RULES } from '../../src/drift/rules.ts';
import { OASDIFF_CHECKS } from './oasdiff-checks.ts';

const table = readFileSync(
  new URL('../../decisions/71-held-against-oasdiff.md', import.meta.url),
  'utf8',
);

/** The names of the first and of the second column. */
const rows = [...table.matchAll(/^\| (.*?) \| (.*?) \| (.*?) ?\|$/gm)].slice(1).map((row) => {
  const namesOf = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return { theirs: namesOf(row[1]), ours: namesOf(row[2]), note: row[3] ?? '' };
});

const rules = [
  ...Object.keys(OPERATION_RULES),
  ...Object.keys(SCHEMA_RULES).flatMap((rule) => [`request-${rule}`, `reply-${rule}`]),
];

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}

test('every check of oasdiff has a row', () => {
  const patterns = rows.flatMap(({ theirs }) => theirs);

  const missing = OASDIFF_CHECKS.filter((id) => !patterns.some((one) => matches(one, id)));

  expect(OASDIFF_CHECKS.length).toBeGreaterThan(400);
  expect(missing).toEqual([]);
});

test('every rule of ours has a row that does not name all of them', () => {
  const patterns = rows.flatMap(({ ours }) => ours).filter((one) => one !== '*');

  expect(rules.filter((id) => !patterns.some((one) => matches(one, id)))).toEqual([]);
});

test('every name of the table is one of oasdiff, or one of ours', () => {
  const foreign = rows.flatMap(({ theirs, ours }) => [
    ...theirs.filter((one) => !OASDIFF_CHECKS.some((id) => matches(one, id))),
    ...ours.filter((one) => !rules.some((id) => matches(one, id))),
  ]);

  expect(foreign).toEqual([]);
});

test('a row without a rule says why', () => {
  const silent = rows.filter(({ ours, note }) => ours.length === 0 && note.length < 10);

  expect(silent).toEqual([]);
});
