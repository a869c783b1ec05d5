import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { type Fake, startFake } from '../../src/index.ts';
import { createCaller } from '../support/caller.ts';
import { test as base } from '../support/drift-command.ts';
import { liar } from '../support/liar.ts';
import { startProxyCommand } from '../support/proxy-command.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** Makes the commands of a test trust the certificate of the server, as a company's proxy has one. */
const trust = () => vi.stubEnv('NODE_EXTRA_CA_CERTS', fixture('cert.pem'));

const test = base.extend<{ fake: Fake; secure: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  fake: async ({}, use) => {
    const fake = await startFake();
    await use(fake);
    await fake.close();
    vi.unstubAllEnvs();
  },
  /** The address of the fake behind TLS, with a certificate that nobody knows. */
  secure: async ({ fake }, use) => {
    const tls = { key: readFileSync(fixture('key.pem')), cert: readFileSync(fixture('cert.pem')) };
    const server = createServer(
      tls,
      liar(fake.url, () => ({})),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await use(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
  },
});

test('The proxy speaks TLS with its target', async ({ fake, secure, expect }) => {
  trust();
  const proxy = await startProxyCommand(['--target', secure]);

  const read = await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits');
  const made = await createCaller(proxy.url, fake.apiKey).post('/api/v1/generations', {
    model: 'z-image',
    prompt: 'A paper boat',
  });
  const { output, code } = await proxy.stop();

  expect([read.status, made.status]).toEqual([200, 200]);
  expect(output).toContain(`proxy of ${secure}`);
  expect(code).toBe(0);
});

test('The proxy trusts no certificate that the machine does not: the key never leaves', async ({
  fake,
  secure,
  expect,
}) => {
  const proxy = await startProxyCommand(['--target', secure]);

  const refused = await createCaller(proxy.url, fake.apiKey).get('/api/v1/credits');
  const { output } = await proxy.stop();

  const { host } = new URL(secure);
  expect(refused).toMatchObject({
    status: 502,
    body: { error: { message: `Cannot reach ${host}: DEPTH_ZERO_SELF_SIGNED_CERT` } },
  });
  expect(output).toContain(`Cannot reach ${host}`);
  expect(fake.journal.size).toBe(0);
});

test('drift speaks TLS, and is exit code 2 where the certificate is unknown', async ({
  drift,
  fake,
  secure,
  expect,
}) => {
  const flags = ['--base-url', secure, '--api-key', fake.apiKey];
  const unknown = await drift(...flags);
  trust();
  const known = await drift(...flags);

  expect([unknown.status, known.status]).toEqual([2, 0]);
  expect(unknown.output).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
});
