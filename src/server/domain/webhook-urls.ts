import ipaddr from 'ipaddr.js';
import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { parseUrl } from '../../contracts/parse-url.ts';

const LOCAL_SUFFIXES: readonly string[] = ASSUMPTIONS['webhook.hosts'].value.localSuffixes;

/** The part of the IPv6 space that is given out for the public internet (RFC 4291, IANA). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Why a URL must not be an endpoint, or `undefined` if it may. The URL parser of the platform brings
 * every spelling of an address into one form before it is judged.
 */
export function findUrlProblem(
  text: string,
  { allowLocal = false }: { allowLocal?: boolean } = {},
): string | undefined {
  const form = findFormProblem(text);
  if (form !== undefined) return form;
  const url = new URL(text);
  const local = findLocality(url.hostname);
  if (local !== undefined) return allowLocal ? undefined : local;
  return url.protocol === 'https:' ? undefined : 'it must begin with https://';
}

/** What makes a host not public, or `undefined` if nothing is known against it. */
export function findLocality(hostname: string): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '');
  if (ipaddr.isValid(host)) {
    const range = findSpecialRange(host);
    return range === undefined ? undefined : `its address ${host} is not public (${range})`;
  }
  if (!host.includes('.')) return 'its host name is local';
  const isLocal = LOCAL_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
  return isLocal ? 'its host name is local' : undefined;
}

/** The special range that an address belongs to, or `undefined` for an address of the public internet. */
export function findSpecialRange(address: string): string | undefined {
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range !== 'unicast') return range;
  const isUnassigned = parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST);
  return isUnassigned ? 'reserved' : undefined;
}

/** What is wrong with a URL whatever its host is; parsers disagree about what is refused here. */
function findFormProblem(text: string): string | undefined {
  const [, authority] = /^https?:\/\/([^/?]*)/i.exec(text) ?? [];
  if (authority === undefined) return 'it must begin with https://';
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) return 'it must have no spaces, backslashes or controls';
  if (text.includes('#')) return 'it must have no fragment';
  if (authority.includes('@')) return 'it must have no credentials';
  const url = parseUrl(text);
  if (authority === '' || url === undefined) return 'it cannot be read as a URL';
  const labels = url.hostname.replace(/\.$/, '').split('.');
  return labels.includes('') ? 'its host name has an empty part' : undefined;
}
