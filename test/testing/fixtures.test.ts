import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { type Fake, startFake } from '../../src/index.ts';
import { expect, sharedTest, test } from '../../src/testing/vitest.ts';

describe('env', () => {
  const before = process.env['RIVYA_BASE_URL'];

  test('points a client without options at the world of the test', async ({ env, fake, world }) => {
    await createClient().credits.retrieve();

    expect(env).toEqual({ RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: world.apiKey });
    expect(world.journal.entries()).toHaveLength(1);
  });

  afterAll(() => expect(process.env['RIVYA_BASE_URL']).toBe(before));
});

describe('sharedTest', () => {
  const before = process.env['RIVYA_BASE_URL'];
  const names = new Set<string>();
  let fake: Fake;
  beforeAll(async () => {
    fake = await startFake();
    process.env['RIVYA_BASE_URL'] = fake.url;
  });
  afterAll(async () => {
    await fake.close();
    if (before === undefined) delete process.env['RIVYA_BASE_URL'];
    else process.env['RIVYA_BASE_URL'] = before;
  });

  for (const name of ['one', 'another']) {
    sharedTest(`gives ${name} test a fresh world on the one fake`, async ({ rivya, world }) => {
      const task = await rivya.generations.create({ model: 'z-image', prompt: 'A paper boat' });
      await rivya.generations.wait(task.id);

      expect(world.url).toBe(fake.url);
      expect(names).not.toContain(world.name);
      await expect(world).toHaveSettledOnce();
      names.add(world.name);
    });
  }
});

describe('rivya-testkit/testing/guard', () => {
  test('fails a test of node:test that reaches the real host, and no other', async () => {
    const guard = fileURLToPath(new URL('../../dist/testing/guard.js', import.meta.url));
    const file = fileURLToPath(new URL('../fixtures/guarded.mjs', import.meta.url));
    const flags = ['--test', '--test-reporter=tap', '--import', guard, file];
    const { NODE_TEST_CONTEXT: _, VITEST: __, ...env } = process.env;

    const { stdout } = await promisify(execFile)(process.execPath, flags, { env }).catch(
      (error) => error,
    );

    expect(stdout).toMatch(/^ *ok \d+ - stays at home$/m);
    expect(stdout).toMatch(/^ *not ok \d+ - reaches out and swallows the error$/m);
    expect(stdout).toContain('rivya.ai');
  });
});
