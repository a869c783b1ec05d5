import type * as z from 'zod';
import { EMPTY_BODY, type JsonBody } from '../contracts/endpoint.ts';
import { explain } from '../contracts/explain.ts';
import { MAX_IDEMPOTENCY_KEY } from '../contracts/headers.ts';
import { documented } from '../contracts/source.ts';
import { jsonOf } from '../recording/json-of.ts';
import type { RecordedBody } from '../recording/recording.ts';
import type { Check } from '../report/report.ts';
import { basisOf } from './basis.ts';
import { type About, differs, passed, type Subject, skipped } from './verdicts.ts';

/** What of a request breaks the contract. */
interface Flaw {
  readonly sentence: string;
  /** Whether nothing is wrong but names that the contract does not know. */
  readonly isUnknownOnly: boolean;
}

/** Holds a request to the contract, and the contract to what became of the request. */
export function checkRequest(subject: Subject): readonly Check[] {
  return [checkKey(subject), checkBody(subject)];
}

function checkKey({ endpoint, exchange }: Subject): Check {
  const about: About = {
    id: 'request.key',
    title: 'the operation answers with a key, and only with one',
    basis: basisOf(documented('authentication')),
  };
  const status = exchange.reply?.status ?? 0;
  if (/[?&][^=]*=rvya_sk_/.test(exchange.request.path)) {
    return differs(about, 'cosmetic', {
      expected: 'the API key in the header Authorization',
      seen: 'an API key in the query',
      advice: 'Queries end in logs: send the key in the header, and rotate this one.',
    });
  }
  const hasKey = exchange.request.headers['authorization'] !== undefined;
  if (endpoint.scopes === null || hasKey || status >= 400) return passed(about);
  const seen = `${status} for a request without a key`;
  return differs(about, 'compatible', { expected: '401 api_key_missing', seen });
}

function checkBody(subject: Subject): Check {
  const { endpoint, exchange } = subject;
  const about: About = {
    id: 'request.body',
    title: 'the API accepts what the contract allows, and refuses what it does not',
    basis: basisOf(endpoint.source),
  };
  if (exchange.request.body?.kind === 'bytes' && endpoint.body !== undefined) {
    return skipped(about, 'The body is too long, or no text, and was recorded as a summary only.');
  }
  const flaw = flawOf(subject);
  const { status = 0, body = null } = exchange.reply ?? {};
  const error = Object(Object(jsonOf(body)).error);
  if (flaw === undefined) {
    if (error.code !== 'validation_failed' || !isJudgedByItsBody(subject)) return passed(about);
    const seen = `${status} validation_failed: ${String(error.message ?? '')}`;
    return differs(about, 'breaking', { expected: 'a success', seen });
  }
  if (status >= 300) {
    return differs({ ...about, id: 'request.invalid', basis: { kind: 'contract' } }, 'cosmetic', {
      expected: 'a request that keeps the contract',
      seen: flaw.sentence,
      advice: `The API refused it with ${status}, as it should: correct the caller.`,
    });
  }
  const basis = flaw.isUnknownOnly
    ? ({ kind: 'assumed', assumption: 'request.unknownFields' } as const)
    : about.basis;
  return differs({ ...about, basis }, 'compatible', {
    expected: '400 validation_failed',
    seen: `${status}, although ${flaw.sentence}`,
  });
}

/**
 * Whether body and header alone decide about a request. References and attachments, sessions and
 * uploads may be refused for what they refer to.
 */
function isJudgedByItsBody({ id, exchange }: Subject): boolean {
  if (id !== 'createGeneration') return false;
  const { body, headers } = exchange.request;
  const key = headers['idempotency-key'];
  const keyIsFine = key === undefined || new RegExp(`^[!-~]{1,${MAX_IDEMPOTENCY_KEY}}$`).test(key);
  const { params } = Object(jsonOf(body));
  return keyIsFine && Object(params).referenceMediaItems === undefined;
}

function flawOf({ endpoint, exchange, switches }: Subject): Flaw | undefined {
  const { body: received, method } = exchange.request;
  const { body } = endpoint;
  if (body?.kind === 'multipart') return flawOfUpload(body, received);
  if (body === undefined && (method === 'GET' || method === 'HEAD')) return undefined;
  return flawOfJson(body ?? EMPTY_BODY, received, (value, json) => json.pick(value, switches));
}

function flawOfUpload(
  { fields, filePart }: { readonly fields: z.ZodType; readonly filePart: string },
  received: RecordedBody | null,
): Flaw | undefined {
  if (received?.kind !== 'upload')
    return { sentence: 'the body is no multipart/form-data', isUnknownOnly: false };
  if (received.file === null) return { sentence: `${filePart} is required`, isUnknownOnly: false };
  return flawAgainst(fields, received.fields);
}

function flawOfJson(
  body: JsonBody,
  received: RecordedBody | null,
  pick: (value: unknown, body: JsonBody) => z.ZodType,
): Flaw | undefined {
  if (received === null) {
    return body.optional ? undefined : { sentence: 'the body is required', isUnknownOnly: false };
  }
  const value = jsonOf(received);
  if (value === undefined) return { sentence: 'the body is not JSON', isUnknownOnly: false };
  if (!/^application\/json\b/i.test(received.type)) {
    return { sentence: 'the header Content-Type is not application/json', isUnknownOnly: false };
  }
  const refused = Object.entries(body.refused ?? {}).find(([field]) =>
    Object.hasOwn(Object(value), field),
  );
  if (refused !== undefined) {
    return { sentence: `${refused[0]} is not accepted: ${refused[1]}`, isUnknownOnly: false };
  }
  return flawAgainst(pick(value, body), value);
}

function flawAgainst(schema: z.ZodType, value: unknown): Flaw | undefined {
  const result = schema.safeParse(value);
  if (result.success) return undefined;
  const { issues } = result.error;
  const isUnknownOnly = issues.every(({ code }) => code === 'unrecognized_keys');
  return { sentence: explain(issues, value), isUnknownOnly };
}
