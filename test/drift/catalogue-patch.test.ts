import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { MODELS } from '../../src/contracts/models/index.ts';
import { select } from '../../src/contracts/models/params.ts';
import type { ModelRow } from '../../src/contracts/models/row.ts';
import { cataloguePatch } from '../../src/drift/index.ts';
import { presentModels } from '../../src/server/presenters.ts';

const list = presentModels();
const kling = list.data.find(({ id }) => id === 'kling-3-0')!;
const others = list.data.filter(({ id }) => id !== 'kling-3-0');

function withKling(change: object) {
  return { data: list.data.map((model) => (model === kling ? { ...kling, ...change } : model)) };
}

/** The rows of the sources after `git apply`, in a copy of them. */
async function applied(patch: string): Promise<{ readonly [id: string]: ModelRow }> {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const contracts = fileURLToPath(new URL('../../src/contracts', import.meta.url));
  mkdirSync(join(folder, 'src'));
  cpSync(contracts, join(folder, 'src/contracts'), { recursive: true });
  execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
  const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
  symlinkSync(packages, join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const index = join(folder, 'src/contracts/models/index.ts');
  const print = `import { MODELS } from ${JSON.stringify(index)}; console.log(JSON.stringify(MODELS));`;
  const script = ['--import', 'tsx', '--input-type=module', '--eval', print];
  return JSON.parse(execFileSync(process.execPath, script, { encoding: 'utf8' }));
}

test('a changed price, limit and param change their lines and no others', async () => {
  const params = kling.params.map((param) =>
    param.key === 'mode' ? { ...param, options: ['std', 'pro', 'max'] } : param,
  );

  const patch = await cataloguePatch(
    withKling({ base_credits: 1_077, max_prompt_length: 900, params }),
  );

  const lines = patch.split('\n').filter((line) => /^[+-] /.test(line));
  expect(lines.map((line) => line.replace(/ +/, ' '))).toEqual([
    '- baseCredits: 90,',
    expect.stringContaining('- prompt: { required: true, maxLength: '),
    '+ baseCredits: 1_077,',
    '+ prompt: { required: true, maxLength: 900 },',
    expect.stringContaining('- mode: select('),
    expect.stringContaining("+ mode: select('Generation mode', ['std', 'pro', 'max']"),
  ]);
  const row = MODELS['kling-3-0'];
  const { mode, ...kept } = row.params;
  expect((await applied(patch))['kling-3-0']).toEqual({
    ...row,
    baseCredits: 1_077,
    prompt: { required: true, maxLength: 900 },
    params: { ...kept, mode: { ...mode, options: ['std', 'pro', 'max'] } },
  });
});

test('a new model gets a row in its place, and a gone one loses its row', async () => {
  const fresh = {
    id: 'kling-9',
    display_name: "Kling's 9",
    category: 'video',
    base_credits: 7,
    billing_type: 'FIXED',
    max_prompt_length: 500,
    reference_media: { max_files: 1, kinds: { audio: { max_bytes: 5, mime_types: ['audio/x'] } } },
    params: [
      { key: 'mode', type: 'select', options: ['a', 'b'], default: 'a', description: 'Mode' },
    ],
    api_status: 'available',
    api_input_status: 'available_text',
    supported_api_inputs: ['text'],
  };

  const rows = await applied(await cataloguePatch({ data: [fresh, ...others] }));

  expect(Object.keys(rows)).not.toContain('kling-3-0');
  expect(Object.keys(rows)).toHaveLength(list.data.length);
  expect(rows['kling-9']).toEqual({
    displayName: "Kling's 9",
    category: 'video',
    billing: 'FIXED',
    baseCredits: 7,
    prompt: { required: true, maxLength: 500 },
    inputs: ['text'],
    apiStatus: 'available',
    inputStatus: 'available_text',
    references: { maxFiles: 1, kinds: { audio: { maxBytes: 5, mimeTypes: ['audio/x'] } } },
    params: { mode: select('Mode', ['a', 'b'], { default: 'a' }) },
    pages: ['docs/api-models'],
  });
});

test('a text of the list becomes neither code nor a secret of the patch', async () => {
  const name = "x', evil: (() => { throw new Error('ran') })(), y: '\\\n\u2028";
  const key = 'rvya_sk_live_0123456789abcdef';

  const patch = await cataloguePatch(withKling({ display_name: `${name}${key}` }));

  expect(patch).not.toContain(key);
  expect((await applied(patch))['kling-3-0']?.displayName).toBe(`${name}rvya_sk_redacted`);
});

test('what no row can hold is said above the diff', async () => {
  const params = [...kling.params, { key: 'loop', type: 'boolean', description: 'Loop' }];
  const world = { ...kling, id: 'world-1', category: '3d' };
  const { data } = withKling({ params });

  expect(await cataloguePatch({ data: [...data, world] })).toBe(
    '# kling-3-0: the catalogue cannot hold its param "loop"\n# world-1: the catalogue has no file for it\n',
  );
});
