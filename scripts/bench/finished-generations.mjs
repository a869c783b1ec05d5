// Starts generations over the socket, lets them finish, and tells how much memory they keep.
import { Agent, request } from 'node:http';
import { startFake } from '../../dist/index.js';

const count = Number(process.argv[2]);
const fake = await startFake({ credits: 1e12 });
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
await create(-1);
await fake.clock.runUntilIdle();

globalThis.gc();
const before = process.memoryUsage().heapUsed;
for (let begun = 0; begun < count; begun += 32) {
  const batch = Math.min(32, count - begun);
  await Promise.all(Array.from({ length: batch }, (_, index) => create(begun + index)));
}
await fake.clock.advance(60_000);
globalThis.gc();
const { heapUsed, rss } = process.memoryUsage();
process.send({ bytesEach: (heapUsed - before) / count, residentMegabytes: rss / 1024 ** 2 });
agent.destroy();
await fake.close();

/** Each with an Idempotency-Key, as real clients do. */
function create(number) {
  return new Promise((resolve, reject) => {
    const req = request(`${fake.url}/api/v1/generations`, {
      agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${fake.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': `order-${number}`,
      },
    });
    req.on('response', (res) => {
      res.resume().on('end', () => (res.statusCode === 200 ? resolve() : reject(res.statusCode)));
    });
    req.on('error', reject);
    req.end(JSON.stringify({ model: 'kling-3-0', prompt: `Paper boat number ${number}` }));
  });
}
