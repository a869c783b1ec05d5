import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import { runConformance } from '../../src/conformance/index.ts';
import { startJudged, type Violation } from '../support/judged.ts';
import { liar } from '../support/liar.ts';
import { hasPrism, startPrism } from '../support/prism.ts';
import { test } from '../support/target.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A reply must always fit the document; a request must where the API accepts it. */
const isWrong = ({ of, status }: Violation) => of === 'response' || status < 300;

async function judged(url: string) {
  const judge = await startJudged(url);
  onTestFinished(() => judge.close());
  return judge;
}

describe.skipIf(!hasPrism())('behind Prism, which nobody here wrote', { timeout: 90_000 }, () => {
  test('all journeys are green, each reply fits the document, and each accepted request', async ({
    fake,
  }) => {
    const judge = await judged(fake.url);

    const { checks, problems } = await runConformance({
      baseUrl: judge.url,
      apiKey: fake.apiKey,
      maxCredits: 100,
      receiverUrl: 'https://example.com/hook',
    });

    const wrong = checks.filter(({ outcome }) => !['passed', 'skipped'].includes(outcome));
    expect([...wrong, ...problems]).toEqual([]);
    expect(judge.violations.filter(isWrong)).toEqual([]);
    expect(judge.seen()).toBeGreaterThan(90);
  });

  test('what a journey gets wrong on purpose is wrong by the document, too', async ({ fake }) => {
    const judge = await judged(fake.url);

    await runConformance({ baseUrl: judge.url, apiKey: fake.apiKey, only: ['refusals', 'files'] });

    const refused = judge.violations.map(({ asked, status }) => `${status} ${asked}`);
    expect([...new Set(refused)]).toEqual([
      '400 POST /api/v1/generations',
      '400 POST /api/v1/chat/completions',
      '400 POST /api/v1/chat/completions/stream',
      '400 POST /api/v1/files',
    ]);
  });

  test('a reply that does not fit is seen, also under a request that is wrong', async ({
    fake,
    target,
  }) => {
    const lying = await target(
      liar(fake.url, ({ body }, { path }) => {
        if (path === '/api/v1/credits') return { body: { current_credits: 'many' } };
        return body?.error ? { body: { error: { ...body.error, message: 5 } } } : {};
      }),
    );
    const judge = await judged(lying);

    await runConformance({ baseUrl: judge.url, apiKey: fake.apiKey, only: ['refusals'] });

    const seen = judge.violations.filter(({ of }) => of === 'response');
    const places = seen.map(({ asked, where }) => `${asked} ${where}`);
    expect(places).toContain('GET /api/v1/credits body.current_credits');
    expect(places).toContain('POST /api/v1/generations body.error.message');
    expect(places).toContain('POST /api/v1/chat/completions body.error.message');
  });

  test('with --errors it refuses a wrong request itself', async ({ fake }) => {
    const prism = await startPrism(fake.url);
    onTestFinished(prism.stop);

    const { checks } = await runConformance({
      baseUrl: prism.url,
      apiKey: fake.apiKey,
      only: ['refusals'],
    });

    const refusal = checks.find(({ id }) => id === 'refusals.no-model');
    expect(refusal).toMatchObject({ outcome: 'failed', seen: '422 without a code' });
  });

  test('the example suite is green, and all that it sends and gets fits', async ({ fake }) => {
    const judge = await judged(fake.url);
    const suite = `${root}.scratch/suite`;
    for (const name of ['rivya.js', 'rivya.test.js']) {
      cpSync(`${root}examples/suite/${name}`, `${suite}/${name}`);
    }

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--test', '--test-reporter=tap', `${suite}/rivya.test.js`],
      { env: { ...process.env, RIVYA_BASE_URL: judge.url, RIVYA_API_KEY: fake.apiKey } },
    );

    expect(stdout).toMatch(/^# pass 6$/m);
    expect(judge.violations.filter(isWrong)).toEqual([]);
    expect(judge.seen()).toBeGreaterThan(15);
  });
});
