// Installs the packed tarball and runs the README's first example on newer releases of Node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';

const FLAGS = ['--no-audit', '--no-fund', '--ignore-scripts'];
const project = mkdtempSync(join(tmpdir(), 'rivya-nodes-'));
const example = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync('README.md', 'utf8'))[1];
const promised = /^\/\/ (.*)$/m.exec(example)[1];

function npm(cwd, ...args) {
  return spawnSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 1e8 });
}

function check(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const alias = `node-${major}@npm:${name}@${major}`;
  if (npm(project, 'install', ...FLAGS, alias).status !== 0)
    return console.log(`Skipped: Node ${major} is not to be had here`);
  const binary = join(project, 'node_modules', `node-${major}`, 'bin', 'node');
  const { stdout, stderr } = spawnSync(binary, ['first.js'], { cwd: project, encoding: 'utf8' });
  const version = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  const isRight = stdout === `${promised}\n`;
  console.log(`Node ${version}: ${isRight ? stdout.trim() : `wrong: ${stdout}${stderr}`}`);
  if (!isRight) process.exitCode = 1;
}

writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
writeFileSync(join(project, 'first.js'), transformSync(example, { loader: 'ts' }).code);
const { stdout } = npm('.', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
const install = npm(project, 'install', ...FLAGS, resolve(project, filename));
if (install.status !== 0) throw new Error(install.stderr);
for (const major of [22, 24]) check(major);
rmSync(project, { recursive: true, force: true });
