import { describe } from 'vitest';
import * as z from 'zod';
import { endpointOf } from '../src/contracts/api.ts';
import { type Endpoint, successStatus } from '../src/contracts/endpoint.ts';
import { ERRORS, type ErrorCode } from '../src/contracts/errors.ts';
import { ErrorEnvelope } from '../src/contracts/primitives.ts';
import { setSwitches } from '../src/contracts/switches.ts';
import { eventsIn } from './support/events.ts';
import { EXAMPLES, prepareExample, SERVED_IDS } from './support/examples.ts';
import { test } from './support/fake.ts';
import { CARRIERS, PROVOCATIONS } from './support/provocations.ts';

const PROVOKED = SERVED_IDS.flatMap((id) =>
  Object.entries(PROVOCATIONS[id]).map(([code, { provoke }]) => ({
    id,
    code: code as ErrorCode,
    provoke,
  })),
);

describe('Every operation that is served', () => {
  test.for(SERVED_IDS)('%s answers as its contract declares', async (id, { call, expect }) => {
    const endpoint = endpointOf(id);
    const send = await prepareExample(call, id);

    const { status, headers, body } = await send();

    expect(status).toBe(successStatus(endpoint, setSwitches()));
    expect(headers.get('Content-Type')).toBe(`${typeOf(endpoint)}; charset=utf-8`);
    for (const [schema, value] of partsOf(endpoint, body)) {
      expect(schema.parse(value)).toEqual(value);
    }
  });

  test.for(SERVED_IDS)('%s is found at the path of its contract', async (id, { call, expect }) => {
    const path = await EXAMPLES[id].path(call);

    const pattern = endpointOf(id).path.replace(/\{\w+\}/g, '[^/]+');
    expect(path).toMatch(new RegExp(`^${pattern}$`));
  });
});

describe('Every declared refusal', () => {
  test.override('options', { rateLimit: 2 });

  test.for(PROVOKED)('$id refuses with $code', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);

    const { status, headers, body } = await row.provoke({ fake, call, send });

    expect(body.error.code).toBe(row.code);
    expect(status).toBe(ERRORS[row.code].status);
    expect(ErrorEnvelope.strict().parse(body)).toEqual(body);
    expect(headers.get('X-Request-Id')).toBe(body.error.requestId);
  });

  test('is reached', ({ expect }) => {
    const declared = SERVED_IDS.flatMap((id) =>
      endpointOf(id).errors.map((code) => `${id} ${code}`),
    );
    const reached = new Set(PROVOKED.map(({ id, code }) => `${id} ${code}`));

    const unreached = declared.filter((name) => !reached.has(name));

    expect(unreached).toEqual([]);
  });
});

const DECLARED = SERVED_IDS.flatMap((id) => endpointOf(id).errors.map((code) => ({ id, code })));

const DIRECTED = DECLARED.flatMap(({ id, code }) => {
  const carry = CARRIERS[id];
  return carry === undefined ? [] : [{ id, code, carry }];
});

describe('Every declared refusal can be had at once:', () => {
  test.for(DECLARED)('$id with $code by a planned fault', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);
    fake.faults.inject({ kind: 'error', code: row.code, operations: [row.id] });

    const refused = await send();
    const allowed = await send();

    expect(refused.body.error.code).toBe(row.code);
    expect(refused.status).toBe(ERRORS[row.code].status);
    expect(allowed.status).toBeLessThan(300);
  });

  test.for(DECLARED)('$id with $code over the control plane', async (row, { call, expect }) => {
    const send = await prepareExample(call, row.id);
    const fault = { kind: 'error', code: row.code, operations: [row.id] };

    const planted = await call.post('/__rivya/faults', fault);
    const refused = await send();
    const allowed = await send();

    expect(planted.status).toBe(200);
    expect(refused.body.error.code).toBe(row.code);
    expect(refused.status).toBe(ERRORS[row.code].status);
    expect(allowed.status).toBeLessThan(300);
  });

  test.for(DIRECTED)('$id with $code by a directive', async (row, { call, expect }) => {
    const path = await EXAMPLES[row.id].path(call);

    const { status, body } = await call.post(path, row.carry(`[[rivya: error=${row.code}]]`));

    expect(body.error.code).toBe(row.code);
    expect(status).toBe(ERRORS[row.code].status);
  });

  test('every code of the catalogue is declared by an operation', ({ expect }) => {
    const declared = new Set(DECLARED.map(({ code }) => code));

    expect(Object.keys(ERRORS).filter((code) => !declared.has(code as ErrorCode))).toEqual([]);
  });

  test.for(DECLARED)('$id with $code by its key', async (row, { fake, call, expect }) => {
    const send = await prepareExample(call, row.id);

    const { status, body } = await send({ key: `${fake.apiKey}.${row.code}` });

    expect(body.error.code).toBe(row.code);
    expect(status).toBe(ERRORS[row.code].status);
  });
});

function typeOf({ reply }: Endpoint): string {
  return reply.kind === 'json' ? 'application/json' : 'text/event-stream';
}

/** A reply as a whole, or event by event, each with the schema that it has to keep. */
function partsOf({ reply }: Endpoint, body: unknown): [z.ZodType, unknown][] {
  if (reply.kind === 'json') return [[reply.schema, body]];
  return eventsIn(String(body)).map(({ event, data }) => [reply.events[event] ?? z.never(), data]);
}
