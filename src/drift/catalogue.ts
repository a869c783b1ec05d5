import { findModel, MODEL_IDS, modelRow } from '../contracts/models/index.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import { pageUrl } from '../contracts/source.ts';
import type { Basis, Check } from '../report/report.ts';
import { compareModel } from './compare-model.ts';
import { isObject, type JsonObject, listOf, objectOf, UnsoundDocument } from './located.ts';
import type { ModelDifference } from './model-difference.ts';
import { takersOf } from './takers.ts';

/** The models of a list, by id. Throws `UnsoundDocument` if it is no list of models. */
export function modelsOf(list: unknown): Map<string, JsonObject> {
  const rows = listOf(Array.isArray(list) ? list : objectOf(list)['data']);
  const models = rows.filter(isObject).filter(({ id }) => typeof id === 'string');
  if (models.length === 0 || models.length < rows.length) {
    throw new UnsoundDocument('Cannot compare the models: the reply is no list of models');
  }
  return new Map(models.map((model) => [String(model['id']), model]));
}

/** Compares a live list of models with the catalogue. */
export function compareCatalogue(list: unknown): Check[] {
  const models = modelsOf(list);
  const gone = MODEL_IDS.filter((id) => !models.has(id)).map((id) => {
    return checkOf(id, modelRow(id), { ...GONE, expected: id, seen: 'gone' });
  });
  const order = [...models.keys()];
  const live = [...models].flatMap(([id, model]) => {
    const index = order.indexOf(id);
    const row = findModel(id);
    const found = row === undefined ? [newModel(id, model)] : compareModel(row, model);
    if (found.length === 0) return [passed(id, row)];
    return found.map((one) => checkOf(id, row, one, `/data/${index}${one.path}`));
  });
  return [...gone, ...live];
}

const GONE = {
  rule: 'model-removed',
  severity: 'breaking',
  what: 'the model is still listed',
  path: '',
  advice: 'Choose another model: this one is not listed any more',
} as const;

function newModel(id: string, model: JsonObject): ModelDifference {
  return {
    rule: 'model-added',
    severity: 'compatible',
    what: 'no model is new',
    path: '',
    expected: 'unknown',
    seen: `${id}, ${String(model['category'])}, ${String(model['base_credits'])} credits`,
    advice: 'Rivya announces models at any time: use it, or leave it',
  };
}

function passed(id: string, row: ModelRow | undefined): Check {
  return {
    ...about(id, row),
    id: 'catalogue.model',
    title: `${id} is as the catalogue has it`,
    outcome: 'passed',
  };
}

function about(id: string, row: ModelRow | undefined) {
  const page = row?.pages[0];
  const basis: Basis =
    page === undefined ? { kind: 'contract' } : { kind: 'documented', page: pageUrl(page) };
  const operations = takersOf(row?.category);
  return { group: 'catalogue', basis, operations, models: [id] };
}

function checkOf(
  id: string,
  row: ModelRow | undefined,
  difference: ModelDifference,
  pointer = `/data/${id}`,
): Check {
  const { rule, severity, what, expected, seen, advice, assumption } = difference;
  const known = about(id, row);
  const basis: Basis = assumption === undefined ? known.basis : { kind: 'assumed', assumption };
  const fails = severity === 'breaking' && basis.kind !== 'assumed';
  const file = row === undefined ? '' : `; the row is in src/contracts/models/${row.category}.ts`;
  return {
    ...known,
    basis,
    id: `catalogue.${rule}`,
    title: `${id}: ${what}`,
    outcome: fails ? 'failed' : 'finding',
    severity,
    pointer: pointer.replace(/^\/data\/\d+/, `/data/${id}`),
    expected,
    seen,
    advice: `${advice}${file}`,
  };
}
