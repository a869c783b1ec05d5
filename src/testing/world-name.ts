import { createHash } from 'node:crypto';

const LONGEST = 40;
const HASH_LENGTH = 6;

/**
 * The name of a test's world: what the parts say, cut to size, and a hash of all they say, so that no two
 * tests share one. The same test has the same name in each run, and thereby the same ids.
 */
export function worldNameOf(parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, HASH_LENGTH);
  const words = parts
    .map((part) => part.replace(/^.*[\\/]/, '').replace(/\.(?:test|spec)\.[cm]?[jt]sx?$/, ''))
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST - HASH_LENGTH - 1)
    .replace(/^-+|-+$/g, '');
  return words === '' ? hash : `${words}-${hash}`;
}
