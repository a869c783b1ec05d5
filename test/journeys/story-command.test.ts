import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function tell(args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [MAIN, 'story', ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('rivya-testkit story', () => {
  test('tells the story of a generation, as the fake does', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/generations', VIDEO);
    await fake.clock.runUntilIdle();

    const told = await tell([body.id], { RIVYA_BASE_URL: fake.url, RIVYA_API_KEY: fake.apiKey });

    expect(told).toEqual({ code: 0, out: `${fake.story(body.id).text}\n`, err: '' });
    expect(told.out).toContain('settled 90');
    expect(told.out).not.toContain(fake.apiKey);
  });

  test('tells it as JSON', async ({ fake, call, expect }) => {
    const { body } = await call.post('/api/v1/generations', VIDEO);
    const where = ['--base-url', fake.url, '--api-key', fake.apiKey];

    const { out } = await tell([body.id, ...where, '--json']);

    expect(JSON.parse(out).text).toBe(fake.story(body.id).text);
  });

  test('ends with 2 where nothing is known of the id, or nobody answers', async ({
    fake,
    expect,
  }) => {
    const key = ['--api-key', fake.apiKey];

    const unknown = await tell(['task_unknown', '--base-url', fake.url, ...key]);
    const nobody = await tell(['task_unknown', '--base-url', 'http://127.0.0.1:9', ...key]);

    expect([unknown.code, nobody.code]).toEqual([2, 2]);
    expect(nobody.err).toBe('error: Cannot ask "http://127.0.0.1:9": no fake answers there\n');
  });

  test('ends with 64 without an address', async ({ expect }) => {
    expect((await tell(['task_x'], { RIVYA_BASE_URL: '' })).code).toBe(64);
  });
});
