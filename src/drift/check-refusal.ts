import { ERRORS, type ErrorCode, type ErrorRow, statusOf } from '../contracts/errors.ts';
import { ErrorEnvelope } from '../contracts/primitives.ts';
import { documented } from '../contracts/source.ts';
import { jsonOf } from '../recording/json-of.ts';
import type { Check } from '../report/report.ts';
import { basisOf } from './basis.ts';
import { deviations } from './hold-to-schema.ts';
import { type About, differs, passed, type Subject } from './verdicts.ts';

const PAGE = documented('errors');

/** Holds a refusal to the documented envelope, its code to the catalogue, and its status to the code. */
export function checkRefusal(subject: Subject): readonly Check[] {
  const { reply, request } = subject.exchange;
  if (request.method === 'HEAD') return [];
  const about: About = {
    id: 'refusal.envelope',
    title: 'a refusal has code, message and requestId',
    basis: basisOf(PAGE),
  };
  const value = jsonOf(reply?.body ?? null);
  if (value === undefined) {
    const seen = `${reply?.status} with ${reply?.body === null ? 'no body' : 'a body that is no JSON'}`;
    return [differs(about, 'breaking', { expected: 'the error envelope', seen })];
  }
  const found = deviations(ErrorEnvelope, value, PAGE);
  const shape = found.map(({ kind, pointer, sentence }) =>
    differs({ ...about, pointer }, kind === 'broken' ? 'breaking' : 'compatible', {
      seen: sentence,
    }),
  );
  if (found.some(({ kind }) => kind === 'broken')) return shape;
  return [...(shape.length === 0 ? [passed(about)] : shape), ...checkCode(subject, value)];
}

function checkCode({ id, endpoint, exchange, switches }: Subject, value: unknown): Check[] {
  const { code } = (value as ErrorEnvelope).error;
  const status = exchange.reply?.status ?? 0;
  const about: About = {
    id: 'refusal.code',
    title: 'a refusal has a code of its operation, with the status of the code',
    basis: basisOf(PAGE),
  };
  if (!isKnown(code)) {
    const seen = `${status} ${code}`;
    const advice = 'Codes may be added at any time: judge an unknown one by its status.';
    return [differs(about, 'compatible', { expected: 'a documented code', seen, advice })];
  }
  const row: ErrorRow = ERRORS[code];
  const expected = statusOf(code, switches);
  const withStatus = { ...about, basis: basisOf(row.statusSource ?? row.source) };
  if (status !== expected) {
    return [
      differs(withStatus, 'breaking', {
        expected: `${expected} ${code}`,
        seen: `${status} ${code}`,
      }),
    ];
  }
  if (endpoint.errors.includes(code)) return [passed(withStatus)];
  const basis = { kind: 'contract' } as const;
  const names = endpoint.errors.join(', ');
  return [
    differs({ ...about, basis }, 'compatible', {
      expected: `for ${id} one of ${names}`,
      seen: code,
    }),
  ];
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
