// Starts generations over the socket, lets them finish, and tells how long that takes and what they keep.
import { startFake } from '../../dist/index.js';
import { Creator } from './create.mjs';

const count = Number(process.argv[2]);
const fake = await startFake({ credits: 1e12 });
const creator = new Creator(fake);
await creator.create(1);
await fake.clock.runUntilIdle();

globalThis.gc();
const before = process.memoryUsage().heapUsed;
await creator.create(count);
const startMs = performance.now();
await fake.clock.advance(3_600_000);
const settledMs = performance.now() - startMs;
if (fake.clock.pending > 0) throw new Error(`${fake.clock.pending} moves are still to come`);
globalThis.gc();
const { heapUsed, rss } = process.memoryUsage();
process.send({
  bytesEach: (heapUsed - before) / count,
  residentMegabytes: rss / 1024 ** 2,
  settledMs,
});
creator.close();
await fake.close();
