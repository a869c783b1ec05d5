// Measures the fake as ratios in one run: `npm run bench [-- --quick] [--neighbours]`. Machines differ and are noisy;
// only what was measured side by side can be compared.
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { measureClientSize } from './bench/client-size.mjs';
import { measureGrowth } from './bench/growth.mjs';
import { measureInProcess } from './bench/in-process.mjs';
import { measureMemory } from './bench/memory.mjs';
import { measureNeighbours } from './bench/neighbours.mjs';
import { measureStartup } from './bench/startup.mjs';
import { measureStreams } from './bench/stream.mjs';
import { measureThroughput } from './bench/throughput.mjs';
import { measureUploads } from './bench/uploads.mjs';

const isQuick = process.argv.includes('--quick');
const size = isQuick
  ? {
      rounds: 2,
      seconds: 1,
      generations: 10_000,
      most: 10_000,
      requests: 300_000,
      uploads: 100,
      streams: 200,
    }
  : {
      rounds: 5,
      seconds: 4,
      generations: 100_000,
      most: 1_000_000,
      requests: 1_000_000,
      uploads: 1_000,
      streams: 1_000,
    };

const MEASURES = [
  measureClientSize,
  measureThroughput,
  measureStreams,
  measureStartup,
  measureInProcess,
  measureMemory,
  measureGrowth,
  measureUploads,
];

console.log(`node ${process.version}, ${platform()} ${arch()}, ${cpus().length} processors`);
const results = [];
const measures = process.argv.includes('--neighbours') ? [measureNeighbours] : MEASURES;
for (const measure of measures) {
  for (const result of await measure(size)) {
    results.push(result);
    console.log(`\n${result.name}\n  ${result.text.join('\n  ')}`);
  }
}
mkdirSync('.bench', { recursive: true });
writeFileSync('.bench/latest.json', `${JSON.stringify(results, null, 2)}\n`);
