import { MEDIA_KIND_NAMES, type MediaLimits } from '../contracts/media.ts';
import type { NumberRange, Param } from '../contracts/models/params.ts';
import type {
  ApiInputStatus,
  ApiStatus,
  BillingType,
  Category,
  ModelRow,
  ReferencePolicy,
} from '../contracts/models/row.ts';
import { Model, ModelParam } from '../contracts/models-list.ts';
import { isObject, type JsonObject, listOf, objectOf, stringsOf } from './located.ts';

/** A row as a list has it, and what of the list no row can hold. */
export interface ListedRow {
  readonly row: ModelRow;
  readonly leftOut: readonly string[];
}

const NEW: ModelRow = {
  displayName: '',
  category: 'image',
  billing: 'FIXED',
  baseCredits: 0,
  prompt: { required: true, maxLength: null },
  inputs: ['text'],
  apiStatus: 'available',
  inputStatus: 'available_text',
  references: null,
  params: {},
  pages: ['docs/api-models'],
};

/** The row that a listed model asks for. What the list does not say is kept from the row there was. */
export function listedRow(id: string, model: JsonObject, known?: ModelRow): ListedRow {
  const before = known ?? { ...NEW, displayName: id };
  const leftOut: string[] = [];
  const keep = (name: string) => leftOut.push(`${id}: the catalogue cannot hold its ${name}`);
  const choose = <Value extends string>(field: keyof typeof CHOICES, kept: Value): Value => {
    const said = model[field];
    const choices: readonly string[] = CHOICES[field];
    if (said !== undefined && !choices.includes(String(said))) keep(field);
    return choices.includes(String(said)) ? (said as Value) : kept;
  };
  const limit = model['max_prompt_length'];
  const { references } = before;
  const inputs = stringsOf(model['supported_api_inputs']).filter(isInput);
  const row: ModelRow = {
    ...before,
    displayName: stringOr(model['display_name'], before.displayName),
    category: choose<Category>('category', before.category),
    billing: choose<BillingType>('billing_type', before.billing),
    baseCredits: numberOr(model['base_credits'], before.baseCredits),
    prompt: {
      ...before.prompt,
      maxLength: limit === null ? null : numberOr(limit, before.prompt.maxLength),
    },
    inputs: inputs.length === 0 ? before.inputs : inputs,
    apiStatus: choose<ApiStatus>('api_status', before.apiStatus),
    inputStatus: choose<ApiInputStatus>('api_input_status', before.inputStatus),
    references: policyFrom(model['reference_media'], references),
    params: paramsFrom(model['params'], before.params, keep),
  };
  return { row, leftOut };
}

const CHOICES = {
  category: Model.shape.category.options,
  billing_type: Model.shape.billing_type.options,
  api_status: Model.shape.api_status.options,
  api_input_status: Model.shape.api_input_status.options,
} as const;

function isInput(name: string): name is ModelRow['inputs'][number] {
  return name === 'text' || name === 'file' || name === 'url';
}

function policyFrom(media: unknown, before: ReferencePolicy | null): ReferencePolicy | null {
  if (media === null) return null;
  if (!isObject(media)) return before;
  const listed = objectOf(media['kinds']);
  const kinds = MEDIA_KIND_NAMES.flatMap((kind): [string, MediaLimits][] => {
    const known = before?.kinds[kind];
    if (media['kinds'] === undefined) return known === undefined ? [] : [[kind, known]];
    if (!isObject(listed[kind])) return [];
    const { max_bytes: bytes, mime_types: types } = objectOf(listed[kind]);
    const mimeTypes = types === undefined ? (known?.mimeTypes ?? []) : stringsOf(types);
    return [[kind, { maxBytes: numberOr(bytes, known?.maxBytes ?? 0), mimeTypes }]];
  });
  const most = media['max_files'];
  const maxFiles = most === null ? null : numberOr(most, before?.maxFiles ?? null);
  return { ...before, maxFiles, kinds: Object.fromEntries(kinds) };
}

function paramsFrom(
  list: unknown,
  before: ModelRow['params'],
  keep: (name: string) => void,
): ModelRow['params'] {
  if (!Array.isArray(list)) return before;
  const names = Object.keys(before);
  const place = ({ key }: JsonObject) =>
    names.includes(String(key)) ? names.indexOf(String(key)) : names.length;
  const inOrder = listOf(list)
    .filter(isObject)
    .sort((a, b) => place(a) - place(b));
  const params = inOrder.flatMap((listed): [string, Param][] => {
    const key = String(listed['key']);
    const known = Object.hasOwn(before, key) ? before[key] : undefined;
    const words = known === undefined ? {} : { description: known.description };
    const whole = ModelParam.safeParse({ ...UNSAID, ...known, ...listed, ...words, key });
    const param = whole.success ? paramFrom(whole.data) : undefined;
    if (param === undefined) keep(`param "${key}"`);
    return param === undefined ? [] : [[key, param]];
  });
  return Object.fromEntries(params);
}

const UNSAID = { required: false, default: null, range: null, options: null, description: '' };

/** The param as a row can hold it; nothing where no row can. */
function paramFrom(listed: ModelParam): Param | undefined {
  const { type, description, required, options, range } = listed;
  if (type === 'select') {
    const byDefault = listed.default === null ? null : String(listed.default);
    if (options === null || options.length === 0) return undefined;
    if (byDefault !== null && !options.includes(byDefault)) return undefined;
    return { type, description, options, default: byDefault, required };
  }
  if (type === 'number') {
    if (required || typeof listed.default === 'string') return undefined;
    return { type, description, range: rangeFrom(range), default: listed.default, required };
  }
  if (listed.default !== null || (type === 'lines' && !required)) return undefined;
  return { type, description, default: null, required };
}

function rangeFrom(range: ModelParam['range']): NumberRange | null {
  const entries = Object.entries(range ?? {}).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function numberOr<Other>(value: unknown, otherwise: Other): number | Other {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
