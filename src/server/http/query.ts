import type { IncomingMessage } from 'node:http';
import { EMPTY_QUERY, type Endpoint } from '../../contracts/endpoint.ts';
import { explain } from '../../contracts/explain.ts';
import { ApiError } from '../domain/api-error.ts';
import { targetOf } from './exchange.ts';

/**
 * The query of a request to the control plane, held to its contract.
 *
 * @throws {ApiError} `validation_failed` that names the parameter, the value and what was expected.
 */
export function parseQuery(endpoint: Endpoint, req: IncomingMessage): unknown {
  const target = targetOf(req);
  const mark = target.indexOf('?');
  if (mark === -1 && endpoint.query === undefined) return undefined;
  const given: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(mark === -1 ? '' : target.slice(mark))) {
    if (Object.hasOwn(given, name)) {
      throw refusal(`the query parameter ${JSON.stringify(name.slice(0, 80))} is given twice`);
    }
    given[name] = value;
  }
  const result = (endpoint.query?.strict() ?? EMPTY_QUERY).safeParse(given);
  if (result.success) return result.data;
  throw refusal(explain(result.error.issues, given, 'the query'));
}

function refusal(message: string): ApiError {
  return new ApiError('validation_failed', message);
}
