import type { AssumptionId } from '../contracts/assumptions.ts';
import { listedFacts } from '../contracts/models/listed.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import type { Severity } from '../report/report.ts';
import { compareParams } from './catalogue-params.ts';
import { compareReferences } from './catalogue-references.ts';
import { canonical, isObject, type JsonObject } from './located.ts';
import type { ModelDifference } from './model-difference.ts';

/** What differs between a row and what the list says; what the list leaves out is not judged. */
export function compareModel(row: ModelRow, model: JsonObject): ModelDifference[] {
  const ours = ourFacts(row);
  return [
    ...FACTS.flatMap((fact) => compareFact(fact, row, ours[fact.field], model[fact.field])),
    ...compareReferences(row, model['reference_media']),
    ...compareParams(row, model['params']),
  ];
}

function ourFacts(row: ModelRow): JsonObject {
  return {
    display_name: row.displayName,
    category: row.category,
    base_credits: row.baseCredits,
    billing_type: row.billing,
    max_prompt_length: row.prompt.maxLength,
    api_status: row.apiStatus,
    api_input_status: row.inputStatus,
    supported_api_inputs: row.inputs,
    ...listedFacts(row),
  };
}

interface Fact {
  readonly field: string;
  readonly rule: string;
  readonly what: string;
  readonly judge: (before: unknown, after: unknown) => Severity;
  readonly advice: string;
  /** What ours rests on, where it is not the page of the model. */
  readonly assumption?: (row: ModelRow) => AssumptionId | undefined;
}

const RELY = 'See whether your calls of the model rely on it';

const FACTS: readonly Fact[] = [
  fact('base_credits', 'price-changed', 'the price is the same', {
    judge: (before, after) => (Number(after) > Number(before) ? 'breaking' : 'compatible'),
    advice: 'Look at your budget and your tests: a call now costs another number of credits',
  }),
  fact('max_prompt_length', 'prompt-limit-changed', 'the prompt may be as long', {
    judge: (before, after) => (roomOf(after) < roomOf(before) ? 'breaking' : 'compatible'),
    advice: 'Keep prompts within the new limit',
  }),
  fact('category', 'category-changed', 'the category is the same'),
  fact('billing_type', 'billing-changed', 'it is billed in the same way'),
  fact('api_status', 'status-changed', 'the model can be called as before', {
    judge: (_, after) => (after === 'available' ? 'compatible' : 'breaking'),
    advice: 'Calls of a model that is not available are refused',
  }),
  fact('api_input_status', 'input-status-changed', 'it takes input in the same ways'),
  fact('display_name', 'name-changed', 'the name is the same', { judge: () => 'cosmetic' }),
  fact('supported_api_inputs', 'inputs-changed', 'it takes the same inputs', { judge: byLoss }),
  fact('runtime', 'runtime-changed', 'it runs in the same way', {
    assumption: ({ category }) => (category === 'chat' ? 'model.chatRuntime' : undefined),
  }),
  fact('supported_modes', 'modes-changed', 'it has the same modes', {
    judge: byLoss,
    assumption: () => 'model.supportedModes',
  }),
  fact('requires_files_api', 'files-api-changed', 'it needs the Files API as before', {
    judge: (_, after) => (after === false ? 'compatible' : 'breaking'),
    assumption: () => 'model.filesApiFlags',
  }),
  fact('requires_upload_for_modes', 'upload-modes-changed', 'the same modes need an upload', {
    judge: byGain,
    assumption: () => 'model.filesApiFlags',
  }),
  fact('url_input_supported', 'url-input-changed', 'it takes URLs as before', {
    judge: (_, after) => (after === true ? 'compatible' : 'breaking'),
    assumption: () => 'model.urlInput',
  }),
  fact('file_kinds', 'file-kinds-changed', 'it takes the same kinds of files', {
    judge: byLoss,
    assumption: ({ references }) =>
      references?.unseen === 'policy' ? 'model.unseenUploadPolicy' : undefined,
  }),
  fact('chat_capabilities', 'capabilities-changed', 'it can do the same', {
    judge: byCapabilities,
    assumption: ({ category }) => (category === 'chat' ? 'chat.capabilities' : undefined),
  }),
  fact('notices', 'notices-changed', 'nothing is announced for it', {
    judge: () => 'compatible',
    advice: 'Read what is announced for the model',
  }),
];

function fact(field: string, rule: string, what: string, more: Partial<Fact> = {}): Fact {
  return { field, rule, what, judge: () => 'breaking', advice: RELY, ...more };
}

function compareFact(fact: Fact, row: ModelRow, before: unknown, after: unknown) {
  if (after === undefined || sorted(before) === sorted(after)) return [];
  const { rule, field, what, advice, judge } = fact;
  const assumption = fact.assumption?.(row);
  const difference: ModelDifference = {
    ...{ rule, what, advice, path: `/${field}`, severity: judge(before, after) },
    expected: shown(before),
    seen: shown(after),
    ...(assumption === undefined ? {} : { assumption }),
  };
  return [difference];
}

/** A form in which the order of a list says nothing. */
function sorted(value: unknown): string {
  return Array.isArray(value) ? canonical(value.map(canonical).sort()) : canonical(value);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ') || 'none';
  return isObject(value) ? canonical(value) : String(value);
}

function roomOf(limit: unknown): number {
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** More is welcome, less breaks. */
function byLoss(before: unknown, after: unknown): Severity {
  const kept = Array.isArray(after) ? after : [];
  const isLost = Array.isArray(before) && before.some((one) => !kept.includes(one));
  return isLost ? 'breaking' : 'compatible';
}

/** Less is welcome, more breaks. */
function byGain(before: unknown, after: unknown): Severity {
  return byLoss(after, before);
}

function byCapabilities(before: unknown, after: unknown): Severity {
  const able = (value: unknown) =>
    isObject(value) ? Object.keys(value).filter((name) => value[name] === true) : [];
  return byLoss(able(before), able(after));
}
