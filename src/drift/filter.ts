import { API } from '../contracts/api.ts';
import { MODEL_IDS } from '../contracts/models/index.ts';
import { nearest } from '../contracts/nearest.ts';
import { jsonOf } from '../recording/json-of.ts';
import { parseRecording } from '../recording/recording.ts';
import type { Check } from '../report/report.ts';
import { findOperation } from './find-operation.ts';
import { isObject, objectOf, stringsOf } from './located.ts';

/** The names of what a caller uses: operations and models. */
export type Names = ReadonlySet<string>;

/**
 * Names from a list with commas or lines, a recording, or a report with lists of `operations` and
 * `models`, as the fake's coverage has them.
 */
export function parseNames(text: string): Names {
  const trimmed = text.trim();
  if (trimmed.startsWith('{"format"')) return namesOfRecording(trimmed);
  if (trimmed.startsWith('{')) {
    const { operations, models } = objectOf(JSON.parse(trimmed));
    return new Set([...namesIn(operations), ...namesIn(models)]);
  }
  const names = trimmed.split(/[\s,]+/);
  return new Set(names.filter((name) => name !== '' && !name.startsWith('#')));
}

/** Names, or rows with a name and perhaps a count of how often it was used. */
function namesIn(list: unknown): string[] {
  const rows = Array.isArray(list) ? list.filter(isObject) : [];
  const used = rows.filter(({ requests, count }) => requests !== 0 && count !== 0);
  return [
    ...stringsOf(list),
    ...stringsOf(used.map((row) => row['operation'] ?? row['model'] ?? row['id'])),
  ];
}

function namesOfRecording(text: string): Names {
  const names = parseRecording(text).flatMap(({ request }) => {
    const path = request.path.split('?')[0] ?? '';
    const operation = findOperation(request.method, path);
    const { model } = objectOf(request.body === null ? undefined : jsonOf(request.body));
    return stringsOf([operation, model]);
  });
  return new Set(names);
}

/** The same checks; those that concern nothing of the names are skipped. */
export function filterChecks(checks: readonly Check[], names: Names): Check[] {
  const isModel = (name: string) => !Object.hasOwn(API, name);
  const models = new Set([...names].filter(isModel));
  const operations = new Set([...names].filter((name) => !isModel(name)));
  return checks.map((check) =>
    meets(check.operations, operations) && meets(check.models, models)
      ? check
      : { ...check, outcome: 'skipped', advice: NOT_CONCERNING },
  );
}

const NOT_CONCERNING = 'Does not concern you: it is not in --only';

function meets(concerned: readonly string[] | undefined, names: ReadonlySet<string>): boolean {
  return names.size === 0 || concerned === undefined || concerned.some((name) => names.has(name));
}

/** What is wrong with names that neither the contract nor the API knows. */
export function unknownNames(names: Names, checks: readonly Check[]): string[] {
  const known = new Set<string>([...Object.keys(API), ...MODEL_IDS]);
  for (const { operations = [], models = [] } of checks) {
    for (const name of [...operations, ...models]) known.add(name);
  }
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearest(name, [...known]);
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      return `Cannot filter by "${name}": there is no such operation or model${hint}`;
    });
}
