import { parseUrl } from '../contracts/parse-url.ts';

/**
 * The address of an API, without a slash at its end. The value is never quoted, as it may hold a
 * password.
 *
 * @throws {TypeError} if it is no http or https URL, or has credentials, a query or a fragment.
 */
export function readTarget(doing: string, value: string): URL {
  const cannot = `Cannot ${doing}: the target must`;
  const url = parseUrl(value);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(`${cannot} be an http or https URL`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError(`${cannot} have no credentials, query or fragment`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  if (url.pathname.endsWith('/api/v1')) throw new TypeError(`${cannot} end before "/api/v1"`);
  return url;
}
