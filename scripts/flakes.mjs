// Runs the whole suite over and over, files and tests in another order each time, until a run fails.
//   npm run flakes -- --runs 50 [--seed 1]
// A run is a line: its seed, what passed, how long it took. `npx vitest run --sequence.shuffle --sequence.seed N`
// repeats one; what a failed run printed stands beside its results, in the folder that is named.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = wholeNumber('runs', values.runs ?? '50');
const first = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000_000));
const folder = mkdtempSync(join(tmpdir(), 'flakes-'));
const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout;
console.log(`${runs} runs of ${commit.trim()}, node ${process.version}, results in ${folder}`);

for (let run = 1; run <= runs; run += 1) {
  const seed = first + run - 1;
  const { status, seconds, passed, failed, skipped, said } = runSuite(seed);
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log(`${run}: seed ${seed}, ${counts}, ${seconds.toFixed(0)} s, exit code ${status}`);
  if (status === 0 && failed === 0 && passed > 0) continue;
  const log = join(folder, `${seed}.log`);
  writeFileSync(log, said);
  console.error(`Run ${run} failed: ${log}`);
  process.exit(1);
}

function runSuite(seed) {
  const file = join(folder, `${seed}.json`);
  const order = ['--sequence.shuffle', `--sequence.seed=${seed}`];
  const forms = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('npx', ['vitest', 'run', ...order, ...forms], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const seconds = (performance.now() - started) / 1_000;
  // A run that ends before its tests writes no results.
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return {
    status,
    seconds,
    passed: results.numPassedTests ?? 0,
    failed: results.numFailedTests ?? 0,
    skipped: results.numPendingTests ?? 0,
    said: stdout + stderr,
  };
}

function wholeNumber(name, text) {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  console.error(`--${name} must be a whole number from 1: received ${JSON.stringify(text)}`);
  process.exit(2);
}
