import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { startProxyCommand } from '../support/proxy-command.ts';
import { wholeJourney } from '../support/whole-journey.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const KEY = 'rvya_sk_test_hush-hush';
const TOKEN = 'open-sesame-17';
const COOKIE = 'crumbs-17';

/** A command that goes on until it is stopped, and everything that it says. */
async function begin(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk;
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  while (!/http:\/\/127\.0\.0\.1:\d+/.test(said)) await sleep(20);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      return said;
    },
  };
}

/** What a command says that ends by itself. */
function say(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1e8 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test('no secret stands in anything that the commands, the fake and the proxy ever write', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string) => join(folder, name);
  const serve = await begin(
    ...['serve', '--port', '0', '--speed', '1000', '--control-token', TOKEN],
    ...['--state', file('state.json'), '--coverage', file('coverage.json')],
    ...['--spend-report', file('spend.txt')],
  );
  const proxy = await startProxyCommand(['--target', serve.url, '--record', file('traffic.jsonl')]);
  const secrets = new Set([TOKEN, COOKIE, KEY]);
  const note = async (response: Response) => {
    const text = await response.clone().text();
    for (const [secret] of text.matchAll(/whsec_[\w+/=-]{20,}/g)) secrets.add(secret);
    const token = /"durationToken":"([^"]+)"/.exec(text)?.[1];
    if (token !== undefined) secrets.add(token);
    return response;
  };
  const rivya = createClient({
    baseUrl: proxy.url,
    apiKey: KEY,
    sleep: () => sleep(5),
    fetch: async (input, init) => note(await fetch(input, init)),
  });
  const control = async (path: string) => {
    const headers = { authorization: `Bearer ${KEY}`, 'x-rivya-control-token': TOKEN };
    return (await fetch(`${serve.url}/__rivya${path}`, { headers })).text();
  };

  await wholeJourney(rivya);
  const headers = { authorization: `Bearer ${KEY}`, cookie: `session=${COOKIE}` };
  await fetch(`${proxy.url}/api/v1/generations/${KEY}?api_key=${KEY}`, { headers });
  const { id } = await rivya.generations.create({ model: 'z-image', prompt: 'A paper boat' });
  await say('drift', '--base-url', serve.url, '--api-key', KEY, '--out', file('drift.md'));
  const unknown = await fetch(`${serve.url}/api/v2/${KEY}`);
  const told = [
    await unknown.text(),
    await say(
      'conformance',
      '--base-url',
      serve.url,
      '--api-key',
      KEY,
      '--only',
      'keys',
      'webhooks',
    ),
    await say('drift', '--base-url', `${serve.url}/${KEY}`, '--api-key', KEY),
    await say('story', id, '--base-url', serve.url, '--api-key', KEY, '--control-token', TOKEN),
    await say('doctor', '--base-url', serve.url, '--api-key', KEY),
    await control('/journal'),
    await control(`/stories/${id}`),
    await control('/snapshot'),
    await control('/webhooks/deliveries'),
    await control('/spend'),
    await control('/coverage'),
    await control('/waiting'),
    await control('/ledger'),
    (await proxy.stop()).output,
    await serve.stop(),
    await say('drift', '--recording', file('traffic.jsonl')),
    await say('coverage', file('coverage.json')),
    ...readdirSync(folder).map((name) => `${name}: ${readFileSync(file(name), 'utf8')}`),
  ];

  expect(secrets.size).toBeGreaterThanOrEqual(5);
  expect(readdirSync(folder).sort()).toEqual([
    'coverage.json',
    'drift.md',
    'spend.txt',
    'state.json',
    'traffic.jsonl',
  ]);
  for (const text of told) {
    expect(text.length).toBeGreaterThan(10);
    const found = [...secrets].filter((secret) => text.includes(secret));
    expect(found, text.slice(0, 200)).toEqual([]);
  }
});
