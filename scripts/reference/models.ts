import { MB } from '../../src/contracts/media.ts';
import { MODEL_IDS, modelRow } from '../../src/contracts/models/index.ts';
import type { Param } from '../../src/contracts/models/params.ts';
import type { Category, ModelRow, ReferencePolicy } from '../../src/contracts/models/row.ts';
import { codes, table } from './markdown.ts';

const MOST_OPTIONS = 8;
const CATEGORIES: readonly Category[] = ['image', 'video', 'audio', 'chat'];

/** Every model of the catalogue, one table for each category. */
export function models(): string {
  return CATEGORIES.map((category) => {
    const ids = MODEL_IDS.filter((id) => modelRow(id).category === category);
    const head = ['model', 'credits', 'prompt', 'references', 'params'];
    const rows = ids.map((id) => row(id, modelRow(id)));
    return `## ${category} (${ids.length})\n\n${table(head, rows)}`;
  }).join('\n\n');
}

/** What of the catalogue could not be read, counted. */
export function unseen(): string {
  const rows = MODEL_IDS.map(modelRow);
  const params = rows.filter((each) => each.unseenParams).length;
  const references = rows.filter((each) => each.references?.unseen).length;
  return `Of ${rows.length} models, the params of ${params} and the upload policy of ${references} could not be read to their end.`;
}

function row(id: string, model: ModelRow): string[] {
  const { baseCredits, billing, prompt, references, params } = model;
  const limit = prompt.maxLength === null ? 'any length' : `up to ${prompt.maxLength}`;
  const list = Object.entries(params).map(([name, param]) => describe(name, param));
  if (model.unseenParams) list.push('perhaps more');
  return [
    `\`${id}\``,
    `${baseCredits} ${billing}`,
    prompt.required ? limit : `${limit}, optional`,
    references === null ? 'none' : referencesOf(references),
    list.join('; '),
  ];
}

function referencesOf({ maxFiles, kinds, unseen: unknown }: ReferencePolicy): string {
  if (unknown === 'policy' && maxFiles === null) return 'not known: any';
  const list = Object.entries(kinds).map(
    ([kind, { maxBytes }]) => `${kind} (${Math.round(maxBytes / MB)} MB)`,
  );
  return `${maxFiles === null ? 'any number' : `up to ${maxFiles}`}: ${list.join(', ')}`;
}

function describe(name: string, param: Param): string {
  const title = `\`${name}\`${param.required ? ' (required)' : ''}`;
  if (param.type === 'number') return `${title} ${rangeOf(param.range)}`;
  if (param.type !== 'select') return `${title} ${param.type}`;
  const shown = param.options.slice(0, MOST_OPTIONS);
  const rest = param.options.length - shown.length;
  return `${title} ${codes(shown)}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function rangeOf(range: { min?: number; max?: number } | null): string {
  return range === null ? 'number' : `${range.min ?? '…'} to ${range.max ?? '…'}`;
}
