// Starts fakes and makes worlds in this process, and tells how long it takes.
import { startFake } from '../../dist/index.js';
import { median } from './statistics.mjs';

const FAKES = 30;
const WORLDS = 9_000;

const firstMs = await timed(startAndKeep);
const next = [];
for (let made = 0; made < FAKES; made++) next.push(await timed(startAndKeep));

const fake = await startFake();
const worlds = [];
for (let round = 0; round < 3; round++) {
  const ms = await timed(() => {
    for (let made = 0; made < WORLDS; made++) fake.world(`world-${made}`).reset();
  });
  worlds.push((ms * 1_000) / WORLDS);
}
process.send({ firstMs, nextMs: median(next), worldMicros: median(worlds) }, () => process.exit(0));

async function startAndKeep() {
  await startFake();
}

async function timed(work) {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
