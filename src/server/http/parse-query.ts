import type { IncomingMessage } from 'node:http';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { explain, show } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';
import { targetOf } from './exchange.ts';

/**
 * The query of a request, as its contract promises it; `undefined` where the contract has none.
 *
 * @throws {ApiError} `validation_failed` that names the parameter, its value and what was expected.
 */
export function parseQuery({ query }: Endpoint, req: IncomingMessage): unknown {
  if (query === undefined) return undefined;
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(targetOf(req).split('?').slice(1).join('?'))) {
    if (given.has(name)) throw refusal(`the query parameter ${show(name)} is given twice`);
    given.set(name, value);
  }
  const values = Object.fromEntries(given);
  const result = query.strict().safeParse(values);
  if (result.success) return result.data;
  throw refusal(explain(result.error.issues, values, 'the query'));
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', message);
}
