import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const COMMAND = process.env['RIVYA_PRISM'] ?? 'prism';
const DOCUMENT = fileURLToPath(new URL('../../openapi/rivya-v1.json', import.meta.url));

/** Whether Prism can be run here; what is skipped without it is said aloud. */
export function hasPrism(): boolean {
  if (spawnSync(COMMAND, ['--version']).status === 0) return true;
  console.warn(
    'SKIPPED: there is no prism here; npm install @stoplight/prism-cli@5.14.2 elsewhere, and set RIVYA_PRISM to its command',
  );
  return false;
}

/**
 * Prism with our document: a mock of its own, or a proxy to `upstream` that refuses every violation.
 * With `tells` the proxy passes on what breaks the document, and says so in the header sl-violations.
 */
export async function startPrism(
  upstream?: string,
  { tells = false }: { readonly tells?: boolean } = {},
): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const mode = upstream === undefined ? ['mock', DOCUMENT] : ['proxy', DOCUMENT, upstream];
  const child = spawn(COMMAND, [
    ...mode,
    ...(tells ? [] : ['--errors']),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ]);
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    log += chunk;
    if (log.includes('is listening on')) break;
  }
  if (!log.includes('is listening on')) throw new Error(`Cannot start prism: ${log}`);
  child.stdout.resume();
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
