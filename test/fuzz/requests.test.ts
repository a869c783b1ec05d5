import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ERRORS } from '../../src/contracts/errors.ts';
import { ErrorEnvelope } from '../../src/contracts/primitives.ts';
import { startFake } from '../../src/index.ts';
import { type FuzzRequest, fuzzRequest } from './requests.ts';

/** How many requests a run sends; CI sets 200,000. */
const WANTED = Number(process.env['RIVYA_FUZZ_REQUESTS'] || 20_000);
const SEED = Number(process.env['RIVYA_FUZZ_SEED'] || 20_260_511);
const BATCH = 2_000;
const AT_ONCE = 16;
const PATIENCE_MS = 20_000;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function send(
  port: number,
  agent: Agent,
  { method, path, headers, body }: FuzzRequest,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port, method, path, headers, timeout: PATIENCE_MS };
    const call = request(options, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (piece) => {
        text += piece;
      });
      reply.on('error', reject);
      reply.on('end', () => {
        const type = String(reply.headers['content-type'] ?? '');
        resolve({ status: reply.statusCode ?? 0, type, text });
      });
    });
    call.on('timeout', () => call.destroy(new Error(`No answer within ${PATIENCE_MS} ms`)));
    call.on('error', reject);
    call.end(body);
  });
}

/** What is wrong with an answer, whatever was asked; `undefined` for what a caller may see. */
function flawOf({ status, type, text }: Answer): string | undefined {
  if (status === 200) return type === '' ? 'it has no content type' : undefined;
  const parsed = ErrorEnvelope.strict().safeParse(
    type.startsWith('application/json') ? JSON.parse(text) : text,
  );
  if (!parsed.success) return `it is no error envelope: ${text.slice(0, 200)}`;
  const { code } = parsed.data.error;
  if (code === 'internal_error') return `the fake has a bug: ${text.slice(0, 300)}`;
  const row = ERRORS[code as keyof typeof ERRORS];
  return row?.status === status ? undefined : `status ${status} does not go with ${code}`;
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

test(`${WANTED} requests, right, nearly right and hostile, are answered as documented`, {
  timeout: 120_000 + WANTED * 5,
}, async () => {
  const fake = await startFake({ maxWorlds: 50 });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const port = Number(new URL(fake.url).port);
  const statuses = new Map<number, number>();
  const flaws: string[] = [];
  const forget = () => {
    for (let number = 0; number <= 5; number++) {
      fake.world(`api-${number}`).reset();
      fake.world(`control-${number}`).reset();
    }
  };
  const check = async (asked: FuzzRequest) => {
    const answer = await send(port, agent, asked).catch((error: Error) => error);
    const flaw = answer instanceof Error ? String(answer) : flawOf(answer);
    if (!(answer instanceof Error))
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (flaw === undefined) return;
    const { operationId, method, path, headers, body } = asked;
    flaws.push(
      JSON.stringify({
        flaw,
        operationId,
        method,
        path: path.slice(0, 200),
        headers,
        body: body?.toString('latin1').slice(0, 2_000),
      }),
    );
  };
  let before = 0;

  for (let sent = 0; sent < WANTED && flaws.length < 5; sent += BATCH) {
    const batch = fc.sample(fuzzRequest, { numRuns: BATCH, seed: SEED + sent });
    const next = batch.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const asked of next) await check(asked);
      }),
    );
    forget();
    if (sent === 0) before = heapAfterCollection();
  }

  expect(flaws).toEqual([]);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 402, 409]));
  expect(heapAfterCollection() - before).toBeLessThan(30 * 1_024 * 1_024);
  agent.destroy();
  await fake.close();
});
