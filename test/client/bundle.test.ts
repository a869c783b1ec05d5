import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect } from 'vitest';
import { test } from '../support/fake.ts';
import { hasTool, inChromium } from '../support/tools.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const STORY = `
  const { createClient } = rivya;
  const client = createClient({ baseUrl, apiKey, fetch: (url, init) => fetch(url, init) });
  const { id } = await client.generations.create({ model: 'z-image', prompt: 'A paper boat' });
  const missing = await client.generations.retrieve('task_0').catch((error) => error.code);
  const { status } = await client.generations.retrieve(id);
  const said = { status, missing };`;

async function bundle(platform: 'browser' | 'neutral', format: 'esm' | 'iife' = 'esm') {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/client/index.ts'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform,
    format,
    globalName: 'rivya',
    external: ['node:fs'],
    logLevel: 'error',
  });
  return { text: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) };
}

let neutral: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  neutral = await bundle('neutral');
  mkdirSync(`${root}.scratch/client`, { recursive: true });
  writeFileSync(`${root}.scratch/client/client.mjs`, neutral.text);
});

test('the client needs no package, zod neither', () => {
  expect(neutral.inputs.filter((file) => file.includes('node_modules'))).toEqual([]);
  expect(neutral.text).not.toMatch(/ZodError|_zod/);
});

test('the client is small', () => {
  expect(neutral.text.length).toBeLessThan(36_000);
  expect(gzipSync(neutral.text).length).toBeLessThan(12_500);
});

test('only the path of a file to upload needs node, and asks for it when it is used', async () => {
  const { text } = await bundle('browser');

  const asked = [...text.matchAll(/["'`]node:\w+["'`]/g)].map(([name]) => name);
  expect(asked).toEqual(['"node:fs"']);
  expect(text).toMatch(/import\("node:fs"\)/);
});

test.skipIf(!hasTool('chromium', '--version', 'chromium'))(
  'the client works in a browser',
  async ({ fake }) => {
    const { text } = await bundle('browser', 'iife');

    // The fake speaks to no page of another origin, as nothing is known of the CORS of the API.
    const said = await inChromium(`<script>${text}
      (async () => {
        const calls = [];
        const fetch = async (url, init) => {
          calls.push(init.method + ' ' + url + ' ' + init.headers.get('Authorization'));
          return Response.json({ current_credits: 5 });
        };
        const client = rivya.createClient({ baseUrl: 'https://a.test', apiKey: 'rvya_sk_test_a', fetch });
        const { current_credits } = await client.credits.retrieve();
        report({ current_credits, calls });
      })().catch((error) => report(String(error)));
    </script>`);

    expect(fake.url).toMatch(/^http/);
    expect(said).toEqual({
      current_credits: 5,
      calls: ['GET https://a.test/api/v1/credits Bearer rvya_sk_test_a'],
    });
  },
);

/** The command of another runtime, from the environment or the path. */
function runtime(name: string): string | undefined {
  const command = process.env[`RIVYA_${name.toUpperCase()}`] ?? name;
  if (spawnSync(command, ['--version']).status === 0) return command;
  console.warn(
    `SKIPPED: there is no ${name} here; npm install ${name}, and set RIVYA_${name.toUpperCase()}`,
  );
  return undefined;
}

test.for([
  ['node', process.execPath, []],
  ['deno', runtime('deno'), ['run', '--allow-net']],
  ['bun', runtime('bun'), []],
] as const)('the client works in %s', async ([, command, flags], { fake, skip }) => {
  if (command === undefined) return skip('it is not installed');
  const file = `${root}.scratch/client/story.mjs`;
  const given = `const [baseUrl, apiKey] = ${JSON.stringify([fake.url, fake.apiKey])};`;
  const show = 'console.log(JSON.stringify(said));';
  writeFileSync(file, `import * as rivya from './client.mjs';\n${given}\n${STORY}\n${show}`);

  const { stdout } = await run(command, [...flags, file]);

  expect(JSON.parse(stdout)).toEqual({ status: 'queued', missing: 'not_found' });
});
