import { ASSUMPTIONS } from './assumptions.ts';
import { assumed, documented, type Source } from './source.ts';

/** A header of the public API, with what it means and where that is said. */
export interface HeaderRow {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'integer';
  readonly source: Source;
}

/** How long an `Idempotency-Key` may be. */
export const MAX_IDEMPOTENCY_KEY = ASSUMPTIONS['idempotency.keyFormat'].value;

/** CATALOGUE of the headers that the API reads or sends beyond those of plain HTTP. */
export const HEADERS = {
  requestId: {
    name: ASSUMPTIONS['http.requestIdHeader'].value,
    description: 'Id of the request, for support; equal to error.requestId on errors.',
    type: 'string',
    source: assumed('http.requestIdHeader'),
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    description: 'Makes a retry safer.',
    type: 'string',
    source: documented('generations'),
  },
  idempotencyReplayed: {
    name: 'Idempotency-Replayed',
    description: 'true where the reply was remembered from an earlier request.',
    type: 'string',
    source: assumed('idempotency.replay'),
  },
  retryAfter: {
    name: 'Retry-After',
    description: 'Seconds to wait before the next try.',
    type: 'integer',
    source: assumed('rateLimit.headers'),
  },
  rateLimitLimit: {
    name: 'RateLimit-Limit',
    description: 'Requests that one window allows.',
    type: 'integer',
    source: assumed('rateLimit.headers'),
  },
  rateLimitRemaining: {
    name: 'RateLimit-Remaining',
    description: 'Requests left in the current window.',
    type: 'integer',
    source: assumed('rateLimit.headers'),
  },
  rateLimitReset: {
    name: 'RateLimit-Reset',
    description: 'Seconds until the current window ends.',
    type: 'integer',
    source: assumed('rateLimit.headers'),
  },
} as const satisfies Record<string, HeaderRow>;
