import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import {
  JEST_CONFIG_FILE,
  type PlannedFile,
  planFiles,
  type Runner,
  SCRIPTS,
} from './init-files.ts';

/** The options of the command `init`. */
export interface InitOptions {
  readonly runner?: Runner;
  readonly dir: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Manifest {
  scripts?: { [name: string]: string };
  jest?: unknown;
  dependencies?: { [name: string]: string };
  devDependencies?: { [name: string]: string };
}

interface Plan {
  readonly runner: Runner;
  readonly files: readonly PlannedFile[];
  /** The script `test` that package.json gets. */
  readonly script: string | undefined;
  readonly next: string;
}

const EXIT_FAILED = 2;
const JEST_CONFIGS = ['ts', 'js', 'mjs', 'cjs', 'json'].map((end) => `jest.config.${end}`);

/** Writes a first test into the project of the current folder, and tells what to call next. */
export async function init(options: InitOptions): Promise<void> {
  const problem = await tryInit(options);
  if (problem === undefined) return;
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = EXIT_FAILED;
}

async function tryInit(options: InitOptions): Promise<string | undefined> {
  const manifest = readManifest();
  if (typeof manifest === 'string') return manifest;
  const plan = planInit(options, manifest);
  const existing = plan.files.filter(({ path }) => existsSync(path)).map(({ path }) => `"${path}"`);
  if (existing.length > 0 && !options.force) {
    return `Cannot write ${existing.join(', ')}: it exists; pass --force to replace it, or --dir for another folder`;
  }
  if (!options.yes && !options.json) {
    if (!process.stdin.isTTY) return 'Cannot ask without a terminal: pass --yes';
    const answer = await ask(plan);
    if (answer === undefined) return 'Cannot go on without an answer: nothing was written';
    if (!/^(?:y|yes|)$/i.test(answer.trim())) {
      process.stdout.write('Nothing was written\n');
      return undefined;
    }
  }
  write(plan, manifest);
  tell(plan, options);
  return undefined;
}

function readManifest(): Manifest | string {
  try {
    return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing
      ? 'Cannot find "package.json" here: run npm init -y first'
      : 'Cannot read "package.json": it is no JSON';
  }
}

function planInit({ runner: wished, dir }: InitOptions, manifest: Manifest): Plan {
  const packages = { ...manifest.dependencies, ...manifest.devDependencies };
  const has = (name: string) => Object.hasOwn(packages, name);
  const found = has('vitest') ? 'vitest' : has('jest') ? 'jest' : 'node-test';
  const runner = wished ?? found;
  const usesTypeScript = has('typescript') || existsSync('tsconfig.json');
  const needsConfig =
    runner === 'jest' &&
    manifest.jest === undefined &&
    !JEST_CONFIGS.some((name) => existsSync(name));
  const files = planFiles({ runner, usesTypeScript, dir: dir.replace(/[\\/]+$/, '') });
  const test = manifest.scripts?.['test'];
  const isFree = test === undefined || test.includes('no test specified');
  const missing = ['rivya-testkit', ...(runner === 'node-test' ? [] : [runner])].filter(
    (name) => !has(name),
  );
  const install = missing.length === 0 ? '' : `npm install --save-dev ${missing.join(' ')} && `;
  return {
    runner,
    files: needsConfig ? [...files, JEST_CONFIG_FILE] : files,
    script: isFree ? SCRIPTS[runner] : undefined,
    next: `${install}${isFree || test === SCRIPTS[runner] ? 'npm test' : commandOf(runner)}`,
  };
}

/** How the runner is called where the script `test` does something else. */
function commandOf(runner: Runner): string {
  return runner === 'vitest' ? 'npx vitest run' : SCRIPTS[runner];
}

/** What is answered, if the terminal does not end and nobody presses Ctrl+C. */
async function ask({ files, script }: Plan): Promise<string | undefined> {
  const paths = files.map(({ path }) => path);
  const all = script === undefined ? paths : [...paths, 'the script "test" of package.json'];
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<undefined>((resolve) => void lines.once('close', resolve));
  const asked = lines.question(`Write ${all.join(', ')}? [Y/n] `).catch(() => undefined);
  const answer = await Promise.race([asked, closed]);
  if (answer === undefined) process.stdout.write('\n');
  lines.close();
  return answer;
}

function write({ files, script }: Plan, manifest: Manifest): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join('.', path)), { recursive: true });
    writeFileSync(path, text);
  }
  if (script === undefined) return;
  const changed = { ...manifest, scripts: { ...manifest.scripts, test: script } };
  writeFileSync('package.json', `${JSON.stringify(changed, null, 2)}\n`);
}

function tell({ runner, files, script, next }: Plan, { json }: InitOptions): void {
  const written = files.map(({ path }) => path);
  if (json) {
    process.stdout.write(`${JSON.stringify({ runner, written, script: script ?? null, next })}\n`);
    return;
  }
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...(script === undefined ? [] : [`wrote the script "test" of package.json: ${script}`]),
    '',
    `Next: ${next}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
