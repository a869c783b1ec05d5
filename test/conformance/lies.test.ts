import { afterAll, beforeAll, expect, test } from 'vitest';
import { runConformance } from '../../src/conformance/index.ts';
import { type Fake, startFake } from '../../src/index.ts';
import { liar } from '../support/liar.ts';
import { startTarget } from '../support/target.ts';
import { LIES } from './lies.ts';

let fake: Fake;
beforeAll(async () => {
  fake = await startFake();
});
afterAll(() => fake.close());

test('there are many lies, each told once', () => {
  expect(LIES.length).toBeGreaterThanOrEqual(30);
  expect(new Set(LIES.map(({ lie }) => lie)).size).toBe(LIES.length);
});

test.each(LIES.map((lie, index) => ({ ...lie, index })))(
  '$lie: $notices notices',
  async ({ only, notices, outcome = 'failed', tell, index }) => {
    const { apiKey } = fake.world(`lie-${index}`);
    const target = await startTarget(liar(fake.url, tell()));

    const { checks } = await runConformance({
      baseUrl: target.url,
      apiKey,
      only,
      maxCredits: 100,
    });

    await target.close();
    const bad = checks.filter((check) => check.outcome === 'failed' || check.outcome === 'finding');
    expect(bad.map(({ id, outcome }) => `${outcome} ${id}`)).toContain(`${outcome} ${notices}`);
  },
);
