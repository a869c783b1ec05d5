import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { ownerOf } from '../../src/server/http/owner.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const WORKERS = 2;

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
}

async function serve(...flags: string[]): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { child, ...JSON.parse(String(line)) };
}

function clientOf(url: string, world: string) {
  const apiKey = `rvya_sk_test_${world}`;
  const control = (path: string, body: object) =>
    fetch(`${url}/__rivya/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const rivya = createClient({
    baseUrl: url,
    apiKey,
    sleep: async (ms) => void (await (await control('clock/advance', { ms })).arrayBuffer()),
  });
  return { rivya, control };
}

/** Names of worlds, as many for each worker. */
function worldsOf(worker: number, count: number, prefix: string): string[] {
  const names = Array.from({ length: 200 }, (_, index) => `${prefix}-${index}`);
  return names.filter((name) => ownerOf(name, WORKERS) === worker).slice(0, count);
}

describe('serve --workers 2', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await serve('--workers', String(WORKERS), '--clock', 'manual');
  });
  afterAll(() => void serving.child.kill('SIGTERM'));

  test('worlds of all workers live behind one address, also over the same connections', async () => {
    const names = [...worldsOf(0, 10, 'many'), ...worldsOf(1, 10, 'many')];

    const ends = await Promise.all(
      names.map(async (name, index) => {
        const { rivya } = clientOf(serving.url, name);
        for (let made = 0; made < index; made++) {
          await rivya.generations.create({ model: 'z-image', prompt: 'A paper boat' });
        }
        const task = await rivya.generations.create({ model: 'kling-3-0', prompt: 'A paper boat' });
        const { status } = await rivya.generations.wait(task.id);
        return [status, (await rivya.credits.retrieve()).current_credits];
      }),
    );

    expect(ends).toEqual(names.map((_, index) => ['succeeded', 1_000 - 90 - index]));
  });

  test.each(worldsOf(0, 1, 'one').concat(worldsOf(1, 1, 'one')))(
    'uploads, streams and downloads of the world %s work',
    async (name) => {
      const { rivya } = clientOf(serving.url, name);
      const image = await rivya.generations.create({ model: 'z-image', prompt: 'A boat' });
      const [file] = await rivya.generations.download(await rivya.generations.wait(image.id));
      const upload = await rivya.files.upload({
        file: file?.bytes ?? new Uint8Array(),
        name: 'boat.png',
        kind: 'image',
      });
      let text = '';
      const turn = { model: 'gpt-5-2-chat', message: 'A haiku' } as const;
      for await (const event of rivya.chat.completions.stream(turn)) {
        if (event.event === 'chat.completion.delta') text += event.data.delta.content;
      }

      expect(upload.url).toMatch(new RegExp(`^${serving.url}/media/${name}/`));
      expect((await (await fetch(upload.url)).arrayBuffer()).byteLength).toBe(upload.size_bytes);
      expect(text).not.toBe('');
    },
  );

  test('a request without a key is answered by any of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        fetch(`${serving.url}/api/v1/models`, { headers: { connection: 'close' } }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test('a connection that asks for nothing holds nobody up', async () => {
    const { connect } = await import('node:net');
    const idle = connect(Number(new URL(serving.url).port), '127.0.0.1');
    idle.write('GET /api/v1/cre');

    expect((await fetch(`${serving.url}/__rivya/health`)).status).toBe(200);
    idle.destroy();
  });
});

test('ends with all its workers on SIGTERM', async () => {
  const { child, url } = await serve('--workers', '2');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');

  expect(code).toBe(0);
  await expect(fetch(`${url}/__rivya/health`)).rejects.toThrow('fetch failed');
});
