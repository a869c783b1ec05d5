// From an empty folder and an empty cache to a green test, by the commands of docs/testing.md, for each
// runner; prints how many commands and seconds it took. `node .ci/fresh-projects.mjs [runner...]`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_COMMANDS = 5;
const AIM_SECONDS = 120;
/** What the docs install, the oldest releases that they promise, and nothing but Node. */
const RUNNERS = ['vitest', 'vitest@3.2', 'jest', 'jest@29', ''];

const home = mkdtempSync(join(tmpdir(), 'rivya-fresh-'));
const block = /^```sh\n([\s\S]*?)^```$/m.exec(readFileSync('docs/testing.md', 'utf8'))[1];
const commands = block.trim().split('\n');
const packed = spawnSync(
  'npm',
  ['pack', '--json', '--ignore-scripts', '--pack-destination', home],
  {
    encoding: 'utf8',
  },
);
const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));

function begin(runner) {
  const name = runner === '' ? 'node:test' : runner;
  const folder = mkdtempSync(join(home, 'app-'));
  const env = {
    ...process.env,
    CI: '1',
    NO_COLOR: '1',
    npm_config_cache: join(folder, '.cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  for (const inherited of Object.keys(env)) {
    if (/^(npm_(lifecycle|package|node)|VITEST|JEST)/.test(inherited)) delete env[inherited];
  }
  const beganMs = performance.now();
  for (const command of commands) {
    const line = command
      .replace('--save-dev vitest', `--save-dev ${runner}`)
      .replace(/\.\/rivya-testkit-\S+\.tgz/, join(home, filename));
    const { status, stdout, stderr } = spawnSync(line, {
      cwd: folder,
      env,
      shell: true,
      encoding: 'utf8',
    });
    if (status === 0) continue;
    console.log(`${name}: "${line}" ended with ${status}\n${stdout}${stderr}`);
    process.exitCode = 1;
    return;
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  const aim = seconds <= AIM_SECONDS ? '' : `, over the aim of ${AIM_SECONDS} s`;
  console.log(`${name}: green after ${commands.length} commands and ${seconds.toFixed(1)} s${aim}`);
}

if (commands.length > MOST_COMMANDS) {
  throw new Error(
    `docs/testing.md needs ${commands.length} commands, at most ${MOST_COMMANDS} are meant`,
  );
}
const asked = process.argv.slice(2);
for (const runner of asked.length > 0 ? asked : RUNNERS) begin(runner);
rmSync(home, { recursive: true, force: true });
