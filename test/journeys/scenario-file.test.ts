import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rivya-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OUTAGE_YAML = `# yaml-language-server: $schema=node_modules/rivya-testkit/openapi/scenario.schema.json
name: outage
credits: 91
rate_limit: 50
faults:
  - kind: reply
    preset: service-unavailable
    operations: [retrieveCredits]
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function command(...args: string[]): string[] {
  return [join(root, 'dist/cli/main.js'), 'serve', '--port', '0', '--json', ...args];
}

/** What the second call for credits answers, as the first one meets the outage. */
async function balanceUnder(...args: string[]): Promise<unknown> {
  const child = spawn(process.execPath, command(...args), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { url, apiKey } = JSON.parse(String(line));
  const ask = () =>
    fetch(`${url}/api/v1/credits`, { headers: { authorization: `Bearer ${apiKey}` } });

  const outage = await ask();
  const after = await ask();

  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(outage.status).toBe(503);
  expect(after.headers.get('RateLimit-Limit')).toBe('50');
  return after.json();
}

describe('serve --scenario', () => {
  test('takes a file in YAML', async () => {
    const path = file('outage.yaml', OUTAGE_YAML);

    expect(await balanceUnder('--scenario', path)).toEqual({ current_credits: 91 });
  });

  test('takes a file in JSON with a $schema, also with workers', async () => {
    const scenario = {
      $schema: './node_modules/rivya-testkit/openapi/scenario.schema.json',
      credits: 91,
      rate_limit: 50,
      faults: [{ kind: 'reply', status: 503, operations: ['retrieveCredits'] }],
    };
    const path = file('outage.json', JSON.stringify(scenario));

    const balance = await balanceUnder('--scenario', path, '--workers', '2');

    expect(balance).toEqual({ current_credits: 91 });
  });

  test.each([
    ['typo.yaml', 'fault: []', 'fault is not a known field: received []'],
    [
      'value.yaml',
      'faults: [{kind: error, code: x, nth: 0}]',
      'faults[0].nth must be at least 1: received 0',
    ],
    [
      'kind.json',
      '{"faults": [{"kind": "eror"}]}',
      'faults[0].kind must be one of "error", "reply"',
    ],
    ['empty.yaml', '', 'the scenario must be an object: received null'],
    ['broken.yaml', 'faults: [', 'at line 1'],
  ])('exits 64 for %s, and names the file and the field', (name, text, reason) => {
    const path = file(name, text);

    const { status, stderr } = spawnSync(process.execPath, command('--scenario', path));

    expect(String(stderr)).toContain(`error: Cannot load the scenario of "${path}": `);
    expect(String(stderr)).toContain(reason);
    expect(status).toBe(64);
  });

  test('exits 64 for what is neither a file nor ready-made', () => {
    const { status, stderr } = spawnSync(process.execPath, command('--scenario', 'lost-replies'));

    expect(String(stderr)).toContain('"lost-replies": there is no such file, and the ready-made');
    expect(status).toBe(64);
  });

  test('exits 64 for a world whose name is none', () => {
    const { status } = spawnSync(process.execPath, command('--scenario-world', 'Shop'));

    expect(status).toBe(64);
  });
});

test('editors are told what may stand in a file', () => {
  const { definitions } = JSON.parse(
    readFileSync(join(root, 'openapi/scenario.schema.json'), 'utf8'),
  );

  expect(Object.keys(definitions.Scenario.properties)).toEqual([
    '$schema',
    'name',
    'description',
    'credits',
    'rate_limit',
    'generations',
    'faults',
    'webhook_faults',
    'chat',
    'stream_faults',
  ]);
  expect(definitions.Scenario.additionalProperties).toBe(false);
});
