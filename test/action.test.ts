import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../src/cli/program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const action = parse(readFileSync(`${root}action.yml`, 'utf8'));
const page = readFileSync(`${root}docs/drift.md`, 'utf8');
const workflow = parse(/^```yaml\n(name: [\s\S]*?)^```$/m.exec(page)?.[1] ?? '');
const step = action.runs.steps.find(({ id }: { id?: string }) => id === 'drift');

/** Runs the script of the action with an npx that notes its arguments and exits as told. */
function runScript(env: Record<string, string>, exitCode: number) {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const npx = `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/arguments"\necho "\${RIVYA_API_KEY-unset}" > "${folder}/key"\nexit ${exitCode}\n`;
  writeFileSync(join(bin, 'npx'), npx, { mode: 0o755 });
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const { status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step.run], {
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      BASE_URL: 'https://rivya.ai',
      MAX_CREDITS: '0',
      PACKAGE: 'rivya-testkit@latest',
      ONLY: '',
      BASELINE: '',
      RIVYA_API_KEY: '',
      ...env,
    },
  });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8').trimEnd();
  const result = {
    status,
    args: read('arguments').split('\n'),
    key: read('key'),
    output: read('output').replaceAll(folder, ''),
  };
  rmSync(folder, { recursive: true });
  return result;
}

test('every flag of the action is one of the command', () => {
  const command = createProgram().commands.find((one) => one.name() === 'drift');
  const flags = [...step.run.matchAll(/(?<= |\()--[a-z-]+/g)].map(([flag]) => flag);

  const known = ['--yes', ...(command?.options.map(({ long }) => long) ?? [])];

  expect(flags.length).toBeGreaterThan(6);
  expect(flags.filter((flag: string) => !known.includes(flag))).toEqual([]);
});

test('every input is used, and no other', () => {
  const used = [...JSON.stringify(action.runs).matchAll(/inputs\.([\w-]+)/g)].map(
    ([, name]) => name,
  );

  expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
});

test('no input is pasted into the script, where it could run', () => {
  expect(step.run).not.toContain('${{');
});

test('the command line is accepted by the command itself', () => {
  const { args, key } = runScript({ ONLY: 'createGeneration', BASELINE: 'drift.json' }, 0);
  const program = createProgram();
  const command = program.commands.find((one) => one.name() === 'drift')?.exitOverride();

  const { operands, unknown } = command?.parseOptions(args.slice(3)) ?? {};

  expect(args.slice(0, 3)).toEqual(['--yes', 'rivya-testkit@latest', 'drift']);
  expect({ operands, unknown }).toEqual({ operands: [], unknown: [] });
  expect(command?.opts()).toMatchObject({
    baseUrl: 'https://rivya.ai',
    maxCredits: 0,
    only: 'createGeneration',
    baseline: 'drift.json',
    report: 'github',
    also: [{ format: 'json' }, { format: 'issue' }, { format: 'markdown' }],
  });
  expect(key).toBe('unset');
});

test.each([0, 1, 2])('the exit code %i of the command is that of the job', (code) => {
  const { status, output, key, args } = runScript({ RIVYA_API_KEY: 'rvya_sk_x' }, code);

  expect(status).toBe(code);
  expect(output).toBe(`exit-code=${code}\nissue=/rivya-drift/issue.md`);
  expect(key).toBe('rvya_sk_x');
  expect(args.join()).not.toContain('rvya_sk_x');
});

test('the workflow of the page uses inputs and outputs that the action has', () => {
  const steps: { id?: string; with?: object }[] = workflow.jobs.drift.steps;
  const inputs = Object.keys(steps.find(({ id }) => id === 'drift')?.with ?? {});
  const outputs = [...JSON.stringify(steps).matchAll(/outputs\.([\w-]+)/g)].map(([, name]) => name);

  expect(inputs.filter((name) => !(name in action.inputs))).toEqual([]);
  expect(outputs.filter((name) => !(name! in action.outputs))).toEqual([]);
  expect(workflow.permissions).toEqual({ contents: 'read', issues: 'write' });
});
