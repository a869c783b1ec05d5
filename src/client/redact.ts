/** What stands where a secret was. */
export const HIDDEN = '[hidden]';

/** Names under which a text is a secret; `max_tokens` and the like are numbers, and stay. */
const SECRET_NAME = /secret|token|authorization|password|api_?key/i;

/** Keys and signing secrets, wherever they stand, and the query of an address, which may be signed. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\brvya_sk_[\w.-]+/g, HIDDEN],
  [/\bwhsec_[\w+/=.-]+/g, HIDDEN],
  [/(\bhttps?:\/\/[^\s"?#]+)[?#][^\s"]*/g, `$1?${HIDDEN}`],
];

/** A JSON text as a value to look at, or a text, without anything that is a secret. */
export function redact(text: string, apiKey: string | undefined): unknown {
  const clean = (words: string) => {
    const withoutKey = apiKey === undefined ? words : words.replaceAll(apiKey, HIDDEN);
    return SECRETS.reduce((left, [secret, instead]) => left.replace(secret, instead), withoutKey);
  };
  try {
    return JSON.parse(text, (name, value) => {
      if (typeof value !== 'string') return value;
      return SECRET_NAME.test(name) ? HIDDEN : clean(value);
    });
  } catch {
    return clean(text);
  }
}
