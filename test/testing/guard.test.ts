import { get } from 'node:https';
import { connect } from 'node:net';
import { describe } from 'vitest';
import { expect, guardHosts, RealHostError, test } from '../../src/testing/vitest.ts';

test.override({ guardedHosts: [] });

describe('guardHosts', () => {
  test('refuses fetch, and fails at the end although the error was swallowed', async () => {
    const guard = guardHosts();

    await fetch('https://rivya.ai/api/v1/credits').catch(() => {});

    expect(guard.attempts).toHaveLength(1);
    expect(() => guard.release()).toThrow(
      /^The test tried to reach "rivya.ai" once: point its client at the fake[\s\S]*guard\.test\.ts/,
    );
  });

  test.each([
    ['node:https', () => get('https://rivya.ai/')],
    ['node:net', () => connect({ host: 'api.rivya.ai', port: 443 })],
    ['node:net with a port and a host', () => connect(443, 'rivya.ai')],
  ])('refuses %s', async (_title, reach) => {
    const guard = guardHosts();

    const error = await new Promise((resolve) => reach().once('error', resolve));

    expect(error).toBeInstanceOf(RealHostError);
    expect(() => guard.release()).toThrow(RealHostError);
  });

  test('lets everything else pass, and puts everything back', async ({ fake }) => {
    const { fetch: before } = globalThis;
    const guard = guardHosts(['notrivya.ai']);

    const reply = await fetch(`${fake.url}/api/v1/models`);
    guard.release();

    expect(reply.status).toBe(200);
    expect(globalThis.fetch).toBe(before);
  });

  test('works for several at once', async () => {
    const { fetch: before } = globalThis;
    const first = guardHosts();
    const second = guardHosts(['example.com']);
    first.release();

    await expect(fetch('https://example.com/')).rejects.toThrow('Cannot reach "example.com"');

    expect(() => second.release()).toThrow(RealHostError);
    expect(globalThis.fetch).toBe(before);
  });

  test('forgets by check what it has told', async () => {
    const guard = guardHosts();
    await fetch('https://rivya.ai/').catch(() => {});

    expect(() => guard.check()).toThrow(RealHostError);
    expect(() => guard.release()).not.toThrow();
  });
});
