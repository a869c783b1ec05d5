import { endpointOf } from '../contracts/api.ts';
import { type Switches, setSwitches } from '../contracts/switches.ts';
import { jsonOf } from '../recording/json-of.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import type { Check } from '../report/report.ts';
import { checkReply } from './check-reply.ts';
import { checkRequest } from './check-request.ts';
import { findOperation, isApiPath } from './find-operation.ts';

const DEFAULTS = setSwitches();

/**
 * Holds one exchange to the contract: the request, the reply, and each against the other. What is
 * not below `/api/v1` concerns nobody and gives no check.
 */
export function checkExchange(
  exchange: RecordedExchange,
  switches: Switches = DEFAULTS,
): readonly Check[] {
  const { method, path } = exchange.request;
  if (!isApiPath(path)) return [];
  const id = findOperation(method, path);
  if (id === undefined) return [unknownOperation(exchange)];
  const endpoint = endpointOf(id);
  const subject = { id, endpoint, exchange, switches };
  if (exchange.reply === null) return [unanswered(exchange, id)];
  return [...checkRequest(subject), ...checkReply(subject)].map((check) => ({
    ...check,
    group: id,
    operations: [id],
    ...modelOf(exchange),
  }));
}

function unknownOperation({ request, reply }: RecordedExchange): Check {
  const bare = request.path.split('?', 1)[0] ?? '';
  const title = 'operations outside the contract do not exist';
  const basis = { kind: 'assumed', assumption: 'http.unknownRoute' } as const;
  const about = { id: 'exchange.unknown-operation', group: 'unknown operations', title, basis };
  const named = {
    ...about,
    expected: '404',
    seen: `${reply?.status ?? 'no reply'} ${request.method} ${bare}`,
  };
  if (reply === null) return { ...named, outcome: 'skipped', advice: 'No reply came.' };
  if (reply.status === 404) return { ...about, outcome: 'passed' };
  return { ...named, outcome: 'finding', severity: 'compatible' };
}

function unanswered({ ended }: RecordedExchange, id: string): Check {
  const who = ended === 'caller_left' ? 'The caller left' : 'The connection broke';
  return {
    id: 'exchange.answered',
    group: id,
    title: 'the request is answered',
    outcome: 'skipped',
    basis: { kind: 'contract' },
    operations: [id],
    advice: `${who} before a reply came.`,
  };
}

function modelOf({ request }: RecordedExchange): { models?: readonly string[] } {
  const model = Object(jsonOf(request.body)).model;
  return typeof model === 'string' ? { models: [model] } : {};
}
