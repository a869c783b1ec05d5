import type { IncomingMessage } from 'node:http';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { explain } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';

/**
 * The query of a request, as its contract promises it; `undefined` where the contract has none.
 *
 * @throws {ApiError} `validation_failed` that names the parameter, its value and what was expected.
 */
export function parseQuery(
  { query }: Endpoint,
  req: IncomingMessage & { originalUrl?: string },
): unknown {
  if (query === undefined) return undefined;
  const text = (req.originalUrl ?? req.url ?? '').split('?').slice(1).join('?');
  const given = Object.fromEntries(new URLSearchParams(text));
  const result = query.strict().safeParse(given);
  if (result.success) return result.data;
  throw new ApiError('validation_failed', explain(result.error.issues, given, 'the query'));
}
