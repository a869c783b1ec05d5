import { ASSUMPTIONS } from '../contracts/assumptions.ts';
import { successStatus } from '../contracts/endpoint.ts';
import { HEADERS } from '../contracts/headers.ts';
import { assumed } from '../contracts/source.ts';
import { setSwitches } from '../contracts/switches.ts';
import { jsonOf } from '../recording/json-of.ts';
import type { Check } from '../report/report.ts';
import { basisOf } from './basis.ts';
import { checkRefusal } from './check-refusal.ts';
import { checkStream } from './check-stream.ts';
import { deviations } from './hold-to-schema.ts';
import { type About, differs, passed, type Subject, skipped } from './verdicts.ts';

/** Holds a reply to the contract of its operation. */
export function checkReply(subject: Subject): readonly Check[] {
  const { status = 0 } = subject.exchange.reply ?? {};
  const id = checkRequestId(subject);
  if (status >= 400) return [...checkRefusal(subject), id];
  if (status >= 300) return [redirected(status), id];
  return [checkStatus(subject), ...checkContent(subject), id];
}

function redirected(status: number): Check {
  const basis = { kind: 'contract' } as const;
  const about = { id: 'reply.redirect', title: 'the API answers by itself', basis };
  const seen = `${status}, a redirect`;
  return differs(about, 'breaking', { expected: 'no redirect: a key must not follow it', seen });
}

function checkStatus({ endpoint, exchange, switches }: Subject): Check {
  const status = exchange.reply?.status ?? 0;
  const expected = successStatus(endpoint, switches);
  const isOpen = endpoint.reply.status === 'created';
  const about: About = {
    id: 'reply.status',
    title: 'a success has the status of the contract',
    basis: basisOf(isOpen ? assumed('http.createStatus') : endpoint.source),
  };
  if (status === expected) return passed(about);
  return differs(about, 'breaking', { expected: String(expected), seen: String(status) });
}

function checkContent(subject: Subject): readonly Check[] {
  const { endpoint, exchange } = subject;
  const about: About = {
    id: 'reply.body',
    title: 'the reply has the fields of the contract',
    basis: basisOf(endpoint.source),
  };
  const body = exchange.reply?.body ?? null;
  if (exchange.request.method === 'HEAD') return [];
  if (exchange.ended !== 'whole' && endpoint.reply.kind === 'json') {
    return [skipped(about, 'The reply did not come to its end.')];
  }
  if (body?.kind === 'bytes' && /json|event-stream/.test(body.type)) {
    return [skipped(about, 'The reply was too long to be kept.')];
  }
  if (endpoint.reply.kind === 'stream') return checkStream(subject, endpoint.reply);
  const value = jsonOf(body);
  if (value === undefined) {
    const seen = body === null ? 'nothing' : `a body of the type "${body.type}"`;
    return [differs(about, 'breaking', { expected: 'JSON', seen })];
  }
  return checkFields(subject, about, value);
}

function checkFields(subject: Subject, about: About, value: unknown): readonly Check[] {
  const { endpoint, switches } = subject;
  if (endpoint.reply.kind !== 'json') return [];
  const { schema, under } = endpoint.reply;
  const found = deviations(under?.(switches) ?? schema, value, endpoint.source);
  if (found.length === 0) return [passed(about)];
  const other = switches['generation.runningStatus'] === 'running' ? 'processing' : 'running';
  const switched = under?.(setSwitches({ 'generation.runningStatus': other }));
  if (switched?.safeParse(value).success) {
    const basis = basisOf(assumed('generation.runningStatus'));
    const expected = switches['generation.runningStatus'];
    const refuted = { ...about, basis, pointer: '/status' };
    return [differs(refuted, 'breaking', { expected, seen: other })];
  }
  return found.map(({ kind, pointer, sentence, basis }) =>
    kind === 'broken'
      ? differs({ ...about, basis, pointer }, 'breaking', { seen: sentence })
      : differs(
          { ...about, id: 'reply.undeclared-field', basis: { kind: 'contract' }, pointer },
          'compatible',
          { seen: sentence },
        ),
  );
}

function checkRequestId({ exchange }: Subject): Check {
  const name = HEADERS.requestId.name;
  const about: About = {
    id: 'reply.request-id',
    title: ASSUMPTIONS['http.requestIdHeader'].answer,
    basis: basisOf(assumed('http.requestIdHeader')),
  };
  const header = exchange.reply?.headers[name.toLowerCase()];
  if (header === undefined) {
    return differs(about, 'compatible', { expected: `the header ${name}`, seen: 'none' });
  }
  const inBody = Object(Object(jsonOf(exchange.reply?.body ?? null)).error).requestId;
  if (typeof inBody !== 'string' || inBody === header) return passed(about);
  const seen = 'another one in error.requestId';
  return differs(about, 'compatible', { expected: 'one id in both', seen });
}
