// Runs the tests of every example against the package as it would be published: `node scripts/run-examples.mjs [name…]`.
// What a machine lacks (python3, curl) is skipped, and said.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'rivya-examples-'));
const QUIET = [
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--loglevel=error',
  '--prefer-offline',
];

function run(command, args, cwd, env = {}) {
  const options = { cwd, env: { ...process.env, ...env }, stdio: 'inherit' };
  const { status, error } = spawnSync(command, args, options);
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function has(tool) {
  return spawnSync(tool, ['--version']).error === undefined;
}

function pack() {
  run('npm', ['pack', '--silent', '--pack-destination', scratch], root);
  const name = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
  return join(scratch, name);
}

/** A copy of an example, with the package in it. */
function install(name, tarball) {
  const folder = join(scratch, name);
  cpSync(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  run('npm', ['install', '--no-save', ...QUIET, tarball], folder);
  return folder;
}

/** The steps of the Dockerfile, where no engine can build it. */
async function checkDockerfile(tarball) {
  const text = readFileSync(join(root, 'examples/docker/Dockerfile'), 'utf8');
  const [, flags] = /RUN npm install --global (.*) \/tmp\/rivya-testkit-\*\.tgz /.exec(text);
  const [, entry] = /ENTRYPOINT (\[.*\])/.exec(text);
  const prefix = join(scratch, 'docker');
  run(
    'npm',
    ['install', '--global', '--prefix', prefix, ...flags.split(' '), ...QUIET, tarball],
    root,
  );
  const [program, ...args] = JSON.parse(entry);
  const command = join(prefix, 'bin', program);
  await answers(
    spawn(command, [...args, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

/** The step of the workflow that starts the fake, with the package of this project. */
async function checkWorkflow(tarball) {
  const folder = install('workflow', tarball);
  const { jobs } = parse(readFileSync(join(folder, 'tests.yml'), 'utf8'));
  const step = jobs.test.steps.find(({ name }) => name === 'start the fake').run;
  const script = `${step.replace('--port 4010', '--port 0')}\ncat fake.json\nwait`;
  await answers(
    spawn('bash', ['-euc', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    }),
  );
}

/** Resolves when a fake that printed its address as JSON is healthy, and stops it. */
async function answers(child) {
  let text = '';
  for await (const piece of child.stdout) {
    text += piece;
    if (text.includes('\n')) break;
  }
  const { url } = JSON.parse(text);
  const { status } = await fetch(`${url}/__rivya/health`);
  process.kill(child.spawnargs[0] === 'bash' ? -child.pid : child.pid);
  if (status !== 200) throw new Error(`The fake answered with ${status}`);
}

const EXAMPLES = {
  'express-shop': { run: (folder) => run('npm', ['test'], folder) },
  'python-shop': {
    needs: ['python3'],
    run: (folder) => run('python3', ['-m', 'unittest', '-v'], folder),
  },
  shell: { needs: ['curl', 'bash'], run: (folder) => run('./test.sh', [], folder) },
  docker: { check: checkDockerfile },
  workflow: { needs: ['bash'], check: checkWorkflow },
};

const wanted = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(EXAMPLES);
try {
  const tarball = pack();
  for (const name of names) {
    const { needs = [], run: test, check } = EXAMPLES[name];
    const missing = needs.filter((tool) => !has(tool));
    console.log(`\n-- examples/${name}`);
    if (missing.length > 0) console.log(`SKIPPED: there is no ${missing.join(', ')} here`);
    else if (check !== undefined) await check(tarball);
    else test(install(name, tarball));
  }
  writeFileSync(1, `\nAll of ${names.join(', ')} work\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
