import { isTooDeep, MOST_LEVELS } from '../recording/parse-json.ts';
import { UnsoundDocument } from './located.ts';

/** The value of a text in JSON or YAML. Throws `UnsoundDocument` if it is neither. */
export async function parseDocument(text: string, what: string): Promise<unknown> {
  if (isTooDeep(text)) {
    throw new UnsoundDocument(`Cannot read ${what}: it nests deeper than ${MOST_LEVELS} levels`);
  }
  try {
    return JSON.parse(text);
  } catch {
    return await parseYaml(text, what);
  }
}

async function parseYaml(text: string, what: string): Promise<unknown> {
  // A page of HTML is a text of YAML; nobody means one.
  if (/^\s*</.test(text)) throw new UnsoundDocument(`Cannot read ${what}: it is a page of HTML`);
  const { parse } = await import('yaml');
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'error' });
  } catch {
    throw new UnsoundDocument(`Cannot read ${what}: it is neither JSON nor YAML`);
  }
}
