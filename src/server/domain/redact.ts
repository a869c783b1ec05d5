const REDACTED = '[redacted]';

/** Headers whose values are secrets, whatever they look like. */
const SECRET_HEADERS = /^(?:proxy-)?authorization$|cookie|token|secret|signature|api-?key/i;

/** Members whose values are secrets, whatever they look like. */
const SECRET_MEMBERS =
  'signing_secret|signingSecret|duration_token|durationToken|api_key|apiKey|authorization|password';
const SECRET_MEMBER = new RegExp(`^(?:${SECRET_MEMBERS})$`);

/** The same in text, also where the text was cut inside the value, or is JSON within JSON. */
const MEMBER_IN_TEXT = new RegExp(
  `(\\\\*"(?:${SECRET_MEMBERS})\\\\*"\\s*:\\s*\\\\*")(?:[^"\\\\]|\\\\[^"])*`,
  'g',
);

/** Keys, signing secrets, duration tokens and the credentials of URLs show themselves by their form. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/rvya_sk_[\w.-]+/g, `rvya_sk_${REDACTED}`],
  [/whsec_[\w+/=-]+/g, `whsec_${REDACTED}`],
  [/\bWyJ[\w-]{16,}(?:\.[\w-]*)?/g, REDACTED],
  [/\/\/[^\s/?#"@]+@/g, `//${REDACTED}@`],
];

/** Printable characters that JSON may write as an escape, but for those that end a text. */
const ESCAPED = /\\u00([2-7][0-9a-f])/gi;

/** A text without the secrets that can be told by their form, or by their name in JSON. */
export function redactText(text: string): string {
  const unnamed = text.replace(MEMBER_IN_TEXT, `$1${REDACTED}`);
  return PATTERNS.reduce((left, [pattern, instead]) => left.replace(pattern, instead), unnamed);
}

/** A JSON value without secrets, whether they show by their form or by the name of their member. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    const isSecret = SECRET_MEMBER.test(name) && typeof inner === 'string';
    return [redactText(name), isSecret ? REDACTED : redactValue(inner)] as const;
  });
  return Object.fromEntries(members);
}

/** A body without secrets: its JSON value, or its text where it is none, or not whole. */
export function redactBody(text: string, isWhole: boolean): unknown {
  if (isWhole) {
    try {
      return redactValue(JSON.parse(text));
    } catch {}
  }
  const plain = text.replace(ESCAPED, (written, digits: string) =>
    digits === '22' || digits.toLowerCase() === '5c'
      ? written
      : String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return redactText(plain);
}

/** The target of a request without secrets in its path or query. */
export function redactTarget(target: string): string {
  const query = /([?&][^=&]*(?:token|secret|signature|key)[^=&]*=)[^&]*/gi;
  return redactText(target.replace(query, `$1${REDACTED}`));
}

/** Raw headers as an object in lower case, without secrets. */
export function redactHeaders(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = SECRET_HEADERS.test(name) ? REDACTED : redactText(raw[index + 1] ?? '');
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}
