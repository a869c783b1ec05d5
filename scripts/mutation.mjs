// Mutation testing of `src/server/domain` and `src/contracts`, a room at a time, against the tests that
// are about it: `npm run mutation [-- ledger keys ...] [--http]`. The tools are installed into a copy of
// the project in a folder of their own, and are no dependency. JSON is kept in `.bench/mutation.json`.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { killed, read, survivors } from './mutation/result.mjs';
import { ALSO, DATA } from './mutation/rooms.mjs';

const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/vitest-runner@9.6.1'];
const KEPT = '.bench/mutation.json';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Also the tests over HTTP of the rooms: slower, and closer to what the whole suite kills. */
    http: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '2' },
    /** Where the copy is; one that an earlier run has left there is brought up to date. */
    folder: { type: 'string' },
  },
});

const tracked = git('ls-files', 'src', 'test').split('\n');
const rooms = tracked.filter(
  (path) =>
    /^src\/(server\/domain|contracts)\/[\w-]+\.ts$/.test(path) &&
    !(path.startsWith('src/contracts/') && DATA.includes(basename(path, '.ts'))) &&
    (positionals.length === 0 || positionals.includes(basename(path, '.ts'))),
);
if (rooms.length === 0) throw new RangeError(`There is no room named ${positionals.join(', ')}`);
const copy = makeCopy();
const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
for (const room of rooms) kept[room] = mutate(room) ?? kept[room];
mkdirSync('.bench', { recursive: true });
writeFileSync(KEPT, `${JSON.stringify(kept, null, 1)}\n`);
const sums = rooms.map((room) => kept[room]).filter(Boolean);
const sum = (name) => sums.reduce((all, one) => all + one[name], 0);
console.log(
  `${sum('killed')} of ${sum('mutants')} killed, ${percent(sum('killed'), sum('mutants'))}`,
);

function git(...args) {
  return spawnSync('git', args, { encoding: 'utf8' }).stdout.trim();
}

function makeCopy() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'rivya-mutation-'));
  for (const path of ['src', 'test']) rmSync(join(folder, path), { recursive: true, force: true });
  for (const path of git('ls-files').split('\n')) cpSync(path, join(folder, path));
  if (existsSync(join(folder, 'node_modules/@stryker-mutator'))) return folder;
  for (const args of [
    ['ci', '--prefer-offline'],
    ['install', '--no-save', '--prefer-offline', ...STRYKER],
  ]) {
    const { status, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  }
  return folder;
}

/** The tests that are named after a room and those that the table names; with `--http` also those over HTTP. */
function testsOf(room) {
  const name = basename(room, '.ts');
  const own = tracked.filter((path) => {
    const [, test] = /^test\/\w+\/([\w-]+)\.test\.ts$/.exec(path) ?? [];
    return test === name || test?.startsWith(`${name}-`);
  });
  const also = ALSO.filter(({ rooms }) => rooms.includes(name)).flatMap(({ tests }) => tests);
  const all = new Set([...own, ...also.map((test) => `test/${test}.test.ts`)]);
  const folders = values.http ? 'domain|contracts|http|state|journeys' : 'domain|contracts';
  return [...all].filter((path) => new RegExp(`^test/(?:${folders})/`).test(path));
}

function mutate(room) {
  const tests = testsOf(room);
  if (tests.length === 0) {
    console.log(`${room}: no test is about it alone`);
    return undefined;
  }
  const settings = {
    mutate: [room],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts' },
    reporters: ['json'],
    jsonReporter: { fileName: 'mutation.json' },
    ignoreStatic: true,
    concurrency: Number(values.concurrency),
    tempDirName: '.stryker',
    allowConsoleColors: false,
    logLevel: 'error',
  };
  writeFileSync(join(copy, 'stryker.config.json'), JSON.stringify(settings));
  const { status, stdout, stderr } = run(tests);
  if (status !== 0) {
    console.log(
      `${room}: could not be tried: ${(stderr || stdout).trim().split('\n').slice(-12).join('\n  ')}`,
    );
    return undefined;
  }
  const mutants = read(join(copy, 'mutation.json'));
  const dead = killed(mutants);
  console.log(`${room}: ${dead} of ${mutants.length} killed, ${percent(dead, mutants.length)}`);
  const left = survivors(mutants, readFileSync(room, 'utf8'));
  for (const line of left) console.log(`  ${line}`);
  return { mutants: mutants.length, killed: dead, tests, survivors: left };
}

/** Runs Stryker with files that share their modules, which is faster, or where that fails, with files on their own. */
function run(tests) {
  let last;
  for (const isolate of [false, true]) {
    const test = { include: tests, testTimeout: 20_000, isolate };
    writeFileSync(
      join(copy, 'vitest.mutation.config.ts'),
      `import { defineConfig } from 'vitest/config';\nexport default defineConfig(${JSON.stringify({ test })});\n`,
    );
    last = spawnSync('npx', ['stryker', 'run'], { cwd: copy, encoding: 'utf8' });
    if (last.status === 0) break;
  }
  return last;
}

function percent(part, whole) {
  return whole === 0 ? 'nothing to mutate' : `${((100 * part) / whole).toFixed(0)} %`;
}
