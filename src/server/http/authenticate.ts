import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Endpoint } from '../../contracts/endpoint.ts';
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
 * @throws {ApiError} `api_key_revoked`, `api_key_expired` or `api_scope_denied`.
 */
export function authorize(key: KeyRecord, endpoint: Endpoint): void {
  if (key.state === 'revoked') throw new ApiError('api_key_revoked');
  if (key.state === 'expired') throw new ApiError('api_key_expired');
  const missing = endpoint.scopes?.find((scope) => !key.scopes.has(scope));
  if (missing === undefined) return;
  throw new ApiError('api_scope_denied', `The key lacks the scope "${missing}"`);
}

/**
 * Checks the token of the control plane, where it has one.
 *
 * @throws {ApiError} `api_key_invalid`.
 */
export function checkControlToken(req: IncomingMessage, expected: string | undefined): void {
  if (expected === undefined) return;
  const received = Buffer.from(String(req.headers[CONTROL_TOKEN_HEADER.toLowerCase()] ?? ''));
  const wanted = Buffer.from(expected);
  if (received.length === wanted.length && timingSafeEqual(received, wanted)) return;
  throw new ApiError(
    'api_key_invalid',
    `The control plane of this fake is closed: send its token in ${CONTROL_TOKEN_HEADER}`,
  );
}
