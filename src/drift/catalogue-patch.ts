import { MODELS } from '../contracts/models/index.ts';
import type { Category, ModelRow } from '../contracts/models/row.ts';
import { redactText } from '../recording/redact.ts';
import { modelsOf } from './catalogue.ts';
import { listedRow } from './listed-row.ts';
import { isObject, type JsonObject, objectOf } from './located.ts';
import { catalogueSource } from './row-source.ts';

type Row = readonly [id: string, row: ModelRow];

const CATEGORIES: readonly Category[] = ['audio', 'chat', 'image', 'video'];
const MODEL_ID = /^[\w.-]+$/;

/**
 * The catalogue as a live list has it, as a unified diff of `src/contracts/models` that `git apply`
 * takes; empty where no row differs. What no row can hold is said above the diff.
 */
export async function cataloguePatch(list: unknown): Promise<string> {
  const known: readonly Row[] = Object.entries(MODELS);
  const { rows, leftOut } = listedRows(modelsOf(redacted(list)), known);
  const changed = CATEGORIES.map((category) => {
    const of = (all: readonly Row[]) => all.filter(([, row]) => row.category === category);
    const [before, after] = [
      catalogueSource(category, of(known)),
      catalogueSource(category, of(rows)),
    ];
    return { file: `src/contracts/models/${category}.ts`, before, after };
  }).filter(({ before, after }) => before !== after);
  if (changed.length + leftOut.length === 0) return '';
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const diffs = changed.map(({ file, before, after }) => {
    const options = { headerOptions: FILE_HEADERS_ONLY };
    return createTwoFilesPatch(
      `a/${file}`,
      `b/${file}`,
      before,
      after,
      undefined,
      undefined,
      options,
    );
  });
  return [...leftOut.map((line) => `# ${line.replaceAll(/\s+/g, ' ')}\n`), ...diffs].join('');
}

/** All rows in the order of the catalogue: changed ones in their places, new ones by their names. */
function listedRows(models: ReadonlyMap<string, JsonObject>, known: readonly Row[]) {
  const leftOut: string[] = [];
  const kept = known.flatMap(([id, row]): Row[] => {
    const model = models.get(id);
    if (model === undefined) return [];
    const listed = listedRow(id, model, row);
    leftOut.push(...listed.leftOut);
    return [[id, listed.row]];
  });
  const fresh = [...models].flatMap(([id, model]): Row[] => {
    if (known.some(([one]) => one === id)) return [];
    const isPlaced = MODEL_ID.test(id) && CATEGORIES.some((one) => one === model['category']);
    if (!isPlaced) {
      leftOut.push(`${id}: the catalogue has no file for it`);
      return [];
    }
    const listed = listedRow(id, model);
    leftOut.push(...listed.leftOut);
    return [[id, listed.row]];
  });
  return { rows: fresh.reduce<readonly Row[]>(insert, kept), leftOut };
}

function insert(rows: readonly Row[], row: Row): readonly Row[] {
  const [id, { category }] = row;
  const at = rows.findIndex(([other, one]) => one.category === category && other > id);
  return at === -1 ? [...rows, row] : [...rows.slice(0, at), row, ...rows.slice(at)];
}

/** What a server says becomes source code without keys, tokens and secrets. */
function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([key, inner]) => [key, redacted(inner)]),
  );
}
