const KEY = /rvya_sk_[\w-][\w.-]*/g;
const SIGNING_SECRET = /whsec_[A-Za-z0-9+/=_-]{8,}/g;
const SECRET_FIELD =
  /("(?:signing_secret|duration_token|durationToken|api_key|apiKey|authorization|password|secret|token)"\s*:\s*")((?:[^"\\]|\\.)*)"/gi;
const SECRET_QUERY =
  /([?&][\w.%-]*(?:token|sig|signature|secret|credential|password|key)=)[^&#"'\\\s<>]+/gi;
// Prose speaks of a Bearer key; a token is long and has a digit.
const BEARER = /\b(Bearer|Basic)\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]{12,}/gi;

/** What stands where a secret was. */
export const REDACTED = 'redacted';

/** A text without API keys, signing secrets, tokens and signed queries; all else keeps its bytes. */
export function redactText(text: string): string {
  return text
    .replace(SECRET_FIELD, (all, before: string, value: string) =>
      value === '' || /^whsec_/.test(value) ? all : `${before}${REDACTED}"`,
    )
    .replace(KEY, `rvya_sk_${REDACTED}`)
    .replace(SIGNING_SECRET, `whsec_${REDACTED}`)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(SECRET_QUERY, `$1${REDACTED}`);
}

/** A text without any of some secrets, whatever they look like. */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>(
    (rest, secret) => (secret ? rest.replaceAll(secret, REDACTED) : rest),
    text,
  );
}

/** The same value with each text in it changed. */
export function inEveryText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T & string;
  if (Array.isArray(value)) return value.map((item) => inEveryText(item, change)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, inEveryText(inner, change)]);
  return Object.fromEntries(entries) as T;
}

/** Headers that are recorded; every other one could carry a secret, and says nothing of the API. */
const RECORDED_HEADERS =
  /^(?:accept|allow|cache-control|content-(?:disposition|encoding|language|length|range|type)|date|idempotency-key|idempotency-replayed|location|ratelimit.*|retry-after|user-agent|vary|x-ratelimit-.*|x-request-id|access-control-.*|origin)$/;

/** The headers that say something of the API, in lower case; of a key only that there is one. */
export function redactHeaders(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (key === 'authorization') kept[key] = schemeOf(value);
    if (!RECORDED_HEADERS.test(key)) continue;
    const before = kept[key];
    kept[key] = before === undefined ? redactText(value) : `${before}, ${redactText(value)}`;
  }
  return kept;
}

/** `Bearer rvya_sk_redacted` for an API key, and no more than the scheme of anything else. */
function schemeOf(value: string): string {
  const [, scheme = '', rest = ''] = /^(\w+)\s+(\S*)/.exec(value) ?? [];
  if (scheme === '') return REDACTED;
  return `${scheme} ${rest.startsWith('rvya_sk_') ? `rvya_sk_${REDACTED}` : REDACTED}`;
}
