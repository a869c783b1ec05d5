import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startFake } from '../../src/index.ts';

const AN_HOUR = 3_600_000;

test.for([
  { kind: 'latency', ms: AN_HOUR, real: true },
  { kind: 'reply-delayed', ms: AN_HOUR, real: true },
  { kind: 'slow-headers', ms: AN_HOUR, real: true },
  { kind: 'slow-body', ms: AN_HOUR, bytes: 1, real: true },
] as const)('close() does not wait for the end of $kind in real time', async (fault) => {
  const fake = await startFake();
  fake.faults.inject(fault);
  const { hostname, port } = new URL(fake.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const closed = once(socket, 'close');
  socket.resume();
  socket.write(
    `GET /api/v1/credits HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${fake.apiKey}\r\n\r\n`,
  );
  await expect.poll(() => fake.faults.list()).toEqual([]);

  await fake.close();

  await closed;
  expect(socket.destroyed).toBe(true);
});
