import { MB } from '../contracts/media.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import { changedModels } from './catalogue.ts';
import { isObject, type JsonObject, listOf, objectOf, stringsOf } from './located.ts';

/**
 * The rows of the catalogue as a live list has them, as TypeScript that is ready to replace the
 * rows in `src/contracts/models`. What a list does not say is kept from the row there was.
 */
export function cataloguePatch(list: unknown): string {
  const changed = changedModels(list);
  const byFile = new Map<string, string[]>();
  for (const { id, row, model } of changed) {
    const category = String(model['category'] ?? row?.category);
    const file = /^[a-z]+$/.test(category) ? category : 'unknown';
    byFile.set(file, [...(byFile.get(file) ?? []), rowText(id, row, model)]);
  }
  return [...byFile]
    .map(([file, rows]) => `// src/contracts/models/${file}.ts\n${rows.join('\n')}`)
    .join('\n\n');
}

function rowText(id: string, row: ModelRow | undefined, model: JsonObject): string {
  const limit = model['max_prompt_length'] ?? row?.prompt.maxLength ?? null;
  const promptIsRequired = row?.prompt.required ?? true;
  const inputs = model['supported_api_inputs'] ?? row?.inputs ?? ['text'];
  return `'${word(id)}': {
  displayName: ${quoted(model['display_name'] ?? row?.displayName ?? id)},
  category: ${quoted(model['category'] ?? row?.category)},
  billing: ${quoted(model['billing_type'] ?? row?.billing ?? 'FIXED')},
  baseCredits: ${numeric(model['base_credits'] ?? row?.baseCredits)},
  prompt: { required: ${promptIsRequired}, maxLength: ${numeric(limit)} },
  inputs: [${stringsOf(inputs).map(quoted).join(', ')}],
  apiStatus: ${quoted(model['api_status'] ?? row?.apiStatus ?? 'available')},
  inputStatus: ${quoted(model['api_input_status'] ?? row?.inputStatus ?? 'available_text')},
  references: ${referencesText(row, model['reference_media'])},
  params: {${paramsText(model['params'])}},${row?.unseenParams ? '\n  unseenParams: true,' : ''}
  pages: [${(row?.pages ?? ['docs/api-models']).map(quoted).join(', ')}],
},`;
}

function referencesText(row: ModelRow | undefined, media: unknown): string {
  if (media === null) return 'null';
  if (!isObject(media)) return JSON.stringify(row?.references ?? null);
  const kinds = Object.entries(objectOf(media['kinds'])).map(([kind, limits]) => {
    const { max_bytes: bytes, mime_types: types } = objectOf(limits);
    const size = Number(bytes) % MB === 0 ? `${Number(bytes) / MB} * MB` : numeric(bytes);
    return `${word(kind)}: { maxBytes: ${size}, mimeTypes: [${stringsOf(types).map(quoted).join(', ')}] }`;
  });
  const { maxFiles: _, kinds: __, ...kept } = row?.references ?? { maxFiles: null, kinds: {} };
  const more = Object.entries(kept).map(([key, value]) => `, ${key}: ${JSON.stringify(value)}`);
  return `{ maxFiles: ${numeric(media['max_files'])}, kinds: { ${kinds.join(', ')} }${more.join('')} }`;
}

function paramsText(params: unknown): string {
  const rows = listOf(params)
    .filter(isObject)
    .map((param) => {
      return `\n    ${quoted(param['key'])}: ${paramText(param)},`;
    });
  return rows.length === 0 ? '' : `${rows.join('')}\n  `;
}

function paramText(param: JsonObject): string {
  const { type, required, range, options } = param;
  const text = quoted(param['description'] ?? '');
  const byDefault = param['default'] ?? undefined;
  const more = {
    ...(type === 'number' ? objectOf(range) : {}),
    ...(byDefault === undefined ? {} : { default: byDefault }),
    ...(required === true && type !== 'number' && type !== 'lines' ? { required } : {}),
  };
  const entries = Object.entries(more).map(([key, value]) => `${word(key)}: ${literal(value)}`);
  const tail = entries.length === 0 ? '' : `, { ${entries.join(', ')} }`;
  if (type === 'select') {
    return `select(${text}, [${stringsOf(options).map(quoted).join(', ')}]${tail})`;
  }
  if (type === 'lines') return `lines(${text})`;
  return type === 'number' ? `number(${text}${tail})` : `text(${text}${tail})`;
}

/** What a list says becomes source code, so only these forms of it do. */
function quoted(value: unknown): string {
  const inner = JSON.stringify(String(value)).slice(1, -1).replaceAll('\\"', '"');
  return `'${inner.replaceAll("'", "\\'")}'`;
}

function word(value: string): string {
  return value.replaceAll(/[^\w.-]/g, '');
}

function numeric(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'null';
}

function literal(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}
