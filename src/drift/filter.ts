import { API } from '../contracts/api.ts';
import { findModel, MODEL_IDS } from '../contracts/models/index.ts';
import { nearest } from '../contracts/nearest.ts';
import { jsonOf } from '../recording/json-of.ts';
import { parseJson } from '../recording/parse-json.ts';
import { parseExchanges } from '../recording/read-recording.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import type { Check } from '../report/report.ts';
import { findOperation } from './find-operation.ts';
import { isObject, objectOf, stringsOf } from './located.ts';
import { takersOf } from './takers.ts';

/** The names of what a caller uses: operations and models. */
export type Names = ReadonlySet<string>;

/**
 * Names from a list with commas or lines, a recording, a HAR file, or a report with lists of
 * `operations` and `models`, as coverage has them: of those only what was used.
 *
 * @throws {RangeError} if the text begins as JSON does, and is none of these.
 */
export function parseNames(text: string): Names {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (!/^[{[]/.test(trimmed)) {
    const names = trimmed.replaceAll(/#.*/g, '').split(/[\s,]+/);
    return new Set(names.filter((name) => name !== ''));
  }
  const value = parseJson(trimmed);
  if (Array.isArray(value)) return new Set(namesIn(value));
  const { operations, models } = objectOf(value);
  if (operations === undefined && models === undefined) return namesOfExchanges(trimmed);
  return new Set([...namesIn(operations), ...namesIn(models)]);
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

function namesOfExchanges(text: string): Names {
  const names = exchangesOf(text).flatMap(({ request, reply }) => {
    const path = request.path.split('?')[0] ?? '';
    const operation = findOperation(request.method, path);
    const { model } = objectOf(jsonOf(request.body));
    // A model that nobody knows may be new, or a mistake that was refused.
    const isUsed = findModel(String(model)) !== undefined || (reply?.status ?? 400) < 400;
    return stringsOf(isUsed ? [operation, model] : [operation]);
  });
  return new Set(names);
}

function exchangesOf(text: string): readonly RecordedExchange[] {
  try {
    return parseExchanges(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `Cannot read names: expected a list, a recording, a HAR file or a report of coverage (${error.message})`,
    );
  }
}

/**
 * The same checks; those that concern nothing of the names are skipped. A model stands for the
 * operations that take it as well, unless one of these is named.
 */
export function filterChecks(checks: readonly Check[], names: Names): Check[] {
  const isModel = (name: string) => !Object.hasOwn(API, name);
  const models = new Set([...names].filter(isModel));
  const named = new Set([...names].filter((name) => !isModel(name)));
  const operations = new Set([
    ...named,
    ...[...models].flatMap((model) => broughtBy(model, named, checks)),
  ]);
  return checks.map((check) =>
    meets(check.operations, operations) && (models.size === 0 || meets(check.models, models))
      ? check
      : notConcerning(check),
  );
}

/** The operations that take a model, and what follows from calling them; none where one of them is named. */
function broughtBy(model: string, named: Names, checks: readonly Check[]): readonly string[] {
  const taking = checks
    .filter(({ models = [] }) => models.includes(model))
    .flatMap(({ operations = [] }) => operations);
  const row = findModel(model);
  const takers = new Set([...taking, ...(row === undefined ? [] : takersOf(row.category))]);
  if ([...takers].some((operation) => named.has(operation))) return [];
  return takers.has('createGeneration') ? [...takers, 'retrieveGeneration'] : [...takers];
}

function notConcerning({ accepted: _, ...check }: Check): Check {
  return { ...check, outcome: 'skipped', advice: 'Does not concern you: it is not in --only' };
}

function meets(concerned: readonly string[] | undefined, names: Names): boolean {
  return concerned === undefined || concerned.some((name) => names.has(name));
}

/** The names that neither the contract nor the API knows, each with what is wrong with it. */
export function unknownNames(names: Names, checks: readonly Check[]): ReadonlyMap<string, string> {
  const known = new Set<string>([...Object.keys(API), ...MODEL_IDS]);
  for (const { operations = [], models = [] } of checks) {
    for (const name of [...operations, ...models]) known.add(name);
  }
  const unknown = [...names].filter((name) => !known.has(name));
  return new Map(unknown.map((name) => [name, mistakeOf(name, [...known])]));
}

function mistakeOf(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return `Cannot filter by "${name}": there is no such operation or model${hint}`;
}
