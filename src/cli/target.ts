import { parseUrl } from '../contracts/parse-url.ts';

/** Where a key would go, and what the caller has said of it. */
export interface KeyTarget {
  readonly baseUrl: string;
  /** Whether a key is sent at all. */
  readonly hasKey: boolean;
  /** Whether the caller means another host than the real one and this machine. */
  readonly yes?: boolean | undefined;
}

/** Why an address may not be asked: it is none, or a key would go where it should not. */
export function findTargetMistake({ baseUrl, hasKey, yes }: KeyTarget): string | undefined {
  const url = parseUrl(baseUrl);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    return '--base-url must be an http or https URL';
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!hasKey || isHere || yes) return undefined;
  if (url.hostname !== 'rivya.ai') {
    return `Cannot send the key to "${url.hostname}", which is neither rivya.ai nor this machine: add --yes if that is meant`;
  }
  return url.protocol === 'https:'
    ? undefined
    : 'Cannot send the key over http: use https://rivya.ai';
}
