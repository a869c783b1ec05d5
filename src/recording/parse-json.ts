/** Far beyond all that the API says; what is deeper could only be meant to bring its reader down. */
export const MOST_LEVELS = 200;

const STRUCTURE = /"(?:[^"\\]|\\.)*"|[[{\]}]/g;

/** The value of a JSON text; `undefined` where it is none, or nests deeper than any reply of the API. */
export function parseJson(text: string): unknown {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether lists and objects of a text in JSON, or in its notation, nest deeper than anything of the API. */
export function isTooDeep(text: string): boolean {
  let levels = 0;
  for (const [part] of text.matchAll(STRUCTURE)) {
    if (part === '[' || part === '{') levels++;
    else if (part === ']' || part === '}') levels--;
    if (levels > MOST_LEVELS) return true;
  }
  return false;
}
