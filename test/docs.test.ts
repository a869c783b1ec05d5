import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { helpOf, shownCommands } from '../scripts/reference/command-line.ts';
import { CONTROL } from '../src/contracts/control.ts';
import { MODEL_IDS } from '../src/contracts/models/index.ts';
import { startFake } from '../src/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const places = ['*.md', 'docs', 'examples', 'decisions'];
const known = ['--cached', '--others', '--exclude-standard', '--', ...places];
const files = execFileSync('git', ['ls-files', ...known], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.md') && existsSync(join(root, file)));

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const proseOf = (file: string) => textOf(file).replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The relative links of a page, as paths from the root, with their anchors. */
function linksOf(file: string): { path: string; anchor: string | undefined }[] {
  return [
    ...proseOf(file)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path === '' ? file : normalize(join(dirname(file), path)), anchor };
    });
}

/** The anchors of a page, as renderers of Markdown make them from its headings. */
function anchorsOf(file: string): string[] {
  const headings = [...proseOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(files)('%s links only to what exists', (file) => {
  const broken = linksOf(file).filter(
    ({ path, anchor }) =>
      !existsSync(join(root, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
  );

  expect(broken).toEqual([]);
});

test.each(files)('%s names no issue by its number', (file) => {
  const named = proseOf(file).match(/\b(issue|issues) #?\d+|(?<![\w/])#\d+\b/g) ?? [];

  expect(named).toEqual([]);
});

test('every page of docs/ has its line in the index', () => {
  const pages = files.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
  const listed = linksOf('docs/README.md').map(({ path }) => path);

  expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
});

test('the page of the command line says what --help says, command by command', () => {
  const page = textOf('docs/reference/command-line.md');
  const commands = shownCommands();

  expect(commands.map((command) => command.name())).toContain('serve');
  for (const command of commands) expect(page).toContain(helpOf(command));
});

test('the page of the control plane has every call, the page of models every model', () => {
  const control = textOf('docs/reference/control-plane.md');
  const models = textOf('docs/reference/models.md');
  const calls = Object.values(CONTROL).map((call) => `${call.method.toUpperCase()} ${call.path}`);

  expect(calls.filter((call) => !control.includes(`\`${call}\``))).toEqual([]);
  expect(MODEL_IDS.filter((id) => !models.includes(`\`${id}\``))).toEqual([]);
});

test('every package that is depended on has its line in the decision about them', () => {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(textOf('package.json'));
  const page = textOf('decisions/03-dependencies.md');
  const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  const untold = names.filter(
    (name) => !name.startsWith('@types/') && !page.includes(`\`${name}\``),
  );

  expect(untold).toEqual([]);
});

const curlIsMissing = spawnSync('curl', ['--version']).error !== undefined;
if (curlIsMissing) console.warn('Skipped: the example with curl, as this machine has no curl');

test.skipIf(curlIsMissing)('the example of the control plane answers as it says', async () => {
  const fake = await startFake();
  const block =
    /^```sh\n([\s\S]*?)^```$/m.exec(textOf('docs/reference/control-plane.md'))?.[1] ?? '';
  const script = block.replaceAll('http://127.0.0.1:4010', fake.url);

  const { stdout } = await run('bash', ['-euc', script]);

  expect(stdout).toBe(/^# (.*)$/m.exec(block)?.[1]);
  await fake.close();
});
