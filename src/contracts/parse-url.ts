/**
 * A URL, or `undefined` for a text that is none. The method `canParse` of `URL` is not asked: once Node 20 has made it
 * fast, it refuses letters such as the ü of a host.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
