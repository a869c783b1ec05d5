import { findModel, MODEL_IDS, type ModelId, modelRow } from '../contracts/models/index.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import { pageUrl } from '../contracts/source.ts';
import type { Basis, Check, Severity } from '../report/report.ts';
import { compareParams } from './catalogue-params.ts';
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  stringsOf,
  UnsoundDocument,
} from './located.ts';

/** One thing about a model that is not as the catalogue has it. */
export interface ModelDifference {
  readonly rule: string;
  readonly severity: Severity;
  readonly what: string;
  readonly path: string;
  readonly expected: string;
  readonly seen: string;
  readonly advice: string;
  readonly assumption?: string;
}

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
  const isChat = row?.category === 'chat';
  const operations = isChat
    ? ['createChatCompletion', 'streamChatCompletion']
    : ['createGeneration'];
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

/** What differs between a row and what the list says; what the list leaves out is not judged. */
export function compareModel(row: ModelRow, model: JsonObject): ModelDifference[] {
  return [
    ...scalar('price-changed', '/base_credits', row.baseCredits, model['base_credits'], {
      what: 'the price is the same',
      judge: (before, after) => (Number(after) > Number(before) ? 'breaking' : 'compatible'),
      advice: 'Look at your budget and your tests: a call now costs another number of credits',
    }),
    ...scalar(
      'prompt-limit-changed',
      '/max_prompt_length',
      row.prompt.maxLength,
      model['max_prompt_length'],
      {
        what: 'the prompt may be as long',
        judge: (before, after) => (roomOf(after) < roomOf(before) ? 'breaking' : 'compatible'),
        advice: 'Keep prompts within the new limit',
      },
    ),
    ...scalar('category-changed', '/category', row.category, model['category'], FACT),
    ...scalar('billing-changed', '/billing_type', row.billing, model['billing_type'], FACT),
    ...scalar('status-changed', '/api_status', row.apiStatus, model['api_status'], {
      what: 'the model can be called as before',
      judge: (_, after) => (after === 'available' ? 'compatible' : 'breaking'),
      advice: 'Calls of a model that is not available are refused',
    }),
    ...scalar(
      'input-status-changed',
      '/api_input_status',
      row.inputStatus,
      model['api_input_status'],
      FACT,
    ),
    ...scalar('name-changed', '/display_name', row.displayName, model['display_name'], {
      ...FACT,
      judge: () => 'cosmetic',
    }),
    ...inputs(row, model),
    ...references(row, model),
    ...compareParams(row, model['params']),
  ];
}

interface Judgement {
  readonly what: string;
  readonly judge: (before: unknown, after: unknown) => Severity;
  readonly advice: string;
}

const FACT: Judgement = {
  what: 'this fact is the same',
  judge: () => 'breaking',
  advice: 'See whether your calls of the model rely on it',
};

function roomOf(limit: unknown): number {
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

function scalar(
  rule: string,
  path: string,
  before: unknown,
  after: unknown,
  { what, judge, advice }: Judgement,
): ModelDifference[] {
  if (after === undefined || before === after) return [];
  const said = { expected: String(before), seen: String(after) };
  return [{ rule, path, what, severity: judge(before, after), advice, ...said }];
}

function inputs(row: ModelRow, model: JsonObject): ModelDifference[] {
  if (!Array.isArray(model['supported_api_inputs'])) return [];
  const before: readonly string[] = row.inputs;
  const after = stringsOf(model['supported_api_inputs']);
  const gone = before.filter((one) => !after.includes(one));
  const come = after.filter((one) => !before.includes(one));
  if (gone.length + come.length === 0) return [];
  const said = { expected: before.join(', '), seen: after.join(', ') };
  const severity = gone.length > 0 ? 'breaking' : 'compatible';
  const path = '/supported_api_inputs';
  return [{ ...FACT, rule: 'inputs-changed', path, severity, ...said }];
}

function references(row: ModelRow, model: JsonObject): ModelDifference[] {
  const media = model['reference_media'];
  if (media === undefined) return [];
  const before = row.references === null ? 0 : row.references.maxFiles;
  const after = media === null ? 0 : objectOf(media)['max_files'];
  if (after === undefined || before === after) return [];
  const severity = roomOf(after) < roomOf(before) ? 'breaking' : 'compatible';
  return [
    {
      rule: 'references-changed',
      path: '/reference_media/max_files',
      what: 'it takes as many reference files',
      severity,
      expected: String(before),
      seen: String(after),
      advice: 'Send no more reference files than the list allows',
      ...(row.references?.unseen ? { assumption: 'model.referenceMedia' } : {}),
    },
  ];
}

/** The rows that are new or not as the catalogue has them, for a patch. */
export function changedModels(list: unknown): { id: string; row?: ModelRow; model: JsonObject }[] {
  return [...modelsOf(list)].flatMap(([id, model]) => {
    const row = findModel(id);
    if (row !== undefined && compareModel(row, model).length === 0) return [];
    return [{ id, model, ...(row === undefined ? {} : { row: modelRow(id as ModelId) }) }];
  });
}
