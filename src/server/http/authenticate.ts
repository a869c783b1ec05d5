import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { show } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';
import { type KeyRecord, parseKey } from '../domain/keys.ts';
import type { World } from '../domain/world.ts';
import type { Worlds } from '../domain/worlds.ts';

/** The header of the control plane's own token. */
export const CONTROL_TOKEN_HEADER = 'X-Rivya-Control-Token';

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * The world that the key of a request names, and the variant of the key.
 *
 * @throws {ApiError} `api_key_missing` or `api_key_invalid`.
 */
export function findWorld(req: IncomingMessage, worlds: Worlds): { world: World; variant: string } {
  const key = BEARER.exec(req.headers.authorization ?? '')?.[1];
  if (key === undefined) throw new ApiError('api_key_missing');
  const { world, variant } = parseKey(key);
  return { world: worlds.visit(world), variant };
}

/** The world that the key of a request names, if it names one. */
export function worldOf(req: IncomingMessage, worlds: Worlds): World | undefined {
  try {
    return findWorld(req, worlds).world;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/**
 * Checks that a key is valid and may use an endpoint.
 *
 * @throws {ApiError} `api_key_revoked`, `api_key_expired` or `api_scope_denied`, or what a key of the
 * vocabulary asks for.
 */
export function authorize(key: KeyRecord, endpoint: Endpoint): void {
  if (key.refusal !== undefined) refuseAs(key.refusal, endpoint);
  if (key.state === 'revoked') throw new ApiError('api_key_revoked');
  if (key.state === 'expired') throw new ApiError('api_key_expired');
  const missing = endpoint.scopes?.find((scope) => !key.scopes.has(scope));
  if (missing === undefined) return;
  throw new ApiError('api_scope_denied', `The key lacks the scope "${missing}"`);
}

/**
 * Refuses a call with the code that its key asks for.
 *
 * @throws {ApiError} with that code, or `api_key_invalid` where the endpoint does not have it.
 */
export function refuseAs(code: ErrorCode, { errors, method, path }: Endpoint): never {
  if (!errors.includes(code)) {
    const known = errors.join(', ');
    throw new ApiError(
      'api_key_invalid',
      `The key asks for ${code}, which ${method.toUpperCase()} ${path} does not have: expected one of ${known}`,
    );
  }
  const retryAfterMs = ASSUMPTIONS['rateLimit.window'].value;
  throw new ApiError(code, undefined, code === 'rate_limited' ? { retryAfterMs } : {});
}

/**
 * Checks that whoever calls an open control plane has asked for this machine. A page whose name was
 * bound to a loopback address names itself in `Host`, and must not steer the fake.
 *
 * @throws {ApiError} `api_scope_denied`.
 */
export function checkControlHost(req: IncomingMessage, allowed: readonly string[]): void {
  const { host = '' } = req.headers;
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const isAddress = isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  if (isAddress || /^(.+\.)?localhost$/.test(name) || allowed.includes(name)) return;
  throw new ApiError(
    'api_scope_denied',
    `Cannot serve the control plane as ${show(host)}: expected localhost, an address, or a name of the option allowedHosts`,
  );
}

/**
 * Checks the token of the control plane.
 *
 * @throws {ApiError} `api_key_invalid`.
 */
export function checkControlToken(req: IncomingMessage, expected: string): void {
  const received = Buffer.from(String(req.headers[CONTROL_TOKEN_HEADER.toLowerCase()] ?? ''));
  const wanted = Buffer.from(expected);
  if (received.length === wanted.length && timingSafeEqual(received, wanted)) return;
  throw new ApiError(
    'api_key_invalid',
    `The control plane of this fake is closed: send its token in ${CONTROL_TOKEN_HEADER}`,
  );
}
