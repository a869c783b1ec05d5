import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, describe } from 'vitest';
import { createClient, referenceItem, type UploadProgress } from '../../src/client/index.ts';
import { type Fake, startFake } from '../../src/index.ts';
import { PNG } from '../support/examples.ts';

const MP4 = fileURLToPath(new URL('../fixtures/media/boat.mp4', import.meta.url));

const test = base.extend<{ fake: Fake; rivya: ReturnType<typeof createClient> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the first argument must be a pattern
  fake: async ({}, use) => {
    const fake = await startFake();
    await use(fake);
    await fake.close();
  },
  rivya: async ({ fake }, use) => {
    const sleep = (ms: number) => fake.clock.advance(ms);
    await use(createClient({ baseUrl: fake.url, apiKey: fake.apiKey, sleep }));
  },
});

async function* pieces() {
  yield PNG.subarray(0, 30);
  yield PNG.subarray(30);
}

describe('files.upload()', () => {
  test.for([
    ['bytes', () => PNG, 'file'],
    ['an ArrayBuffer', () => Uint8Array.from(PNG).buffer, 'file'],
    ['a Blob', () => new Blob([PNG]), 'file'],
    ['a File', () => new File([PNG], 'boat.png', { type: 'image/png' }), 'boat.png'],
    ['a web stream', () => new Blob([PNG]).stream(), 'file'],
    ['an async iterable', pieces, 'file'],
  ] as const)('takes %s', async ([_what, source, name], { rivya, expect }) => {
    const file = await rivya.files.upload({ file: source(), kind: 'image' });

    expect(file).toMatchObject({ name, mime_type: 'image/png', size_bytes: 70 });
  });

  test('takes a path, and a stream of node', async ({ rivya, expect }) => {
    const path = await rivya.files.upload({ file: MP4, kind: 'video' });
    const stream = await rivya.files.upload({
      file: createReadStream(MP4),
      kind: 'video',
      name: 'stream.mp4',
    });

    expect(path).toMatchObject({ name: 'boat.mp4', size_bytes: readFileSync(MP4).length });
    expect(stream).toMatchObject({ name: 'stream.mp4', size_bytes: path.size_bytes });
  });

  test('tells how far it is', async ({ rivya, expect }) => {
    const seen: UploadProgress[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'upload-'));
    const path = join(folder, 'large.bin');
    writeFileSync(path, Buffer.concat([PNG, Buffer.alloc(300_000)]));

    const file = await rivya.files.upload(
      { file: path, kind: 'image', model: 'kling-3-0' },
      { onProgress: (progress) => seen.push(progress) },
    );

    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toEqual({ sentBytes: 300_070, totalBytes: 300_070 });
    expect(file.size_bytes).toBe(300_070);
    rmSync(folder, { recursive: true });
  });

  test('rejects with what the API says, also while it is sending', async ({ rivya, expect }) => {
    const large = Buffer.concat([PNG, Buffer.alloc(200 * 1_024 * 1_024)]);

    await expect(rivya.files.upload({ file: large, kind: 'image' })).rejects.toMatchObject({
      name: 'ApiCallError',
      code: 'validation_failed',
      message: expect.stringContaining('file must be at most 99614720 bytes long'),
    });
  });

  test('sends a name that needs quoting unharmed', async ({ rivya, expect }) => {
    const file = await rivya.files.upload({ file: PNG, kind: 'image', name: 'mein Böot.png' });

    expect(file.name).toBe('mein Böot.png');
  });

  test('is taken under "declared-must-agree" where the type is not known', async ({ expect }) => {
    const fake = await startFake({ assume: { 'file.signature': 'declared-must-agree' } });
    const rivya = createClient({ baseUrl: fake.url, apiKey: fake.apiKey });

    const bytes = await rivya.files.upload({ file: PNG, kind: 'image' });
    const path = await rivya.files.upload({ file: MP4, kind: 'video' });

    expect([bytes.mime_type, path.mime_type]).toEqual(['image/png', 'video/mp4']);
    await fake.close();
  });

  test('rejects with what onProgress throws', async ({ rivya, expect }) => {
    const enough = new Error('enough seen');
    const uploading = rivya.files.upload(
      { file: PNG, kind: 'image' },
      {
        onProgress: () => {
          throw enough;
        },
      },
    );

    await expect(uploading).rejects.toBe(enough);
  });

  test('names a path that is not there', async ({ rivya, expect }) => {
    const uploading = rivya.files.upload({ file: '/no/such/boat.png', kind: 'image' });

    await expect(uploading).rejects.toThrow('Cannot read the file "/no/such/boat.png"');
  });

  test('can be aborted', async ({ rivya, expect }) => {
    const uploading = rivya.files.upload(
      { file: PNG, kind: 'image' },
      { signal: AbortSignal.abort(new Error('enough')) },
    );

    await expect(uploading).rejects.toThrow('enough');
  });

  test.for([
    [{ file: 5, kind: 'image' }, '"file" must be a path, bytes, a Blob or a stream'],
    [{ file: PNG, kind: 'image', colour: 'red' }, 'there is no option "colour"'],
    [null, 'expected an object with "file" and "kind"'],
  ] as const)('refuses %j', async ([file, message], { rivya, expect }) => {
    const uploading = rivya.files.upload(file as never);

    await expect(uploading).rejects.toThrow(TypeError);
    await expect(rivya.files.upload(file as never)).rejects.toThrow(message);
  });
});

describe('files.retrieve()', () => {
  test('finds an upload', async ({ rivya, expect }) => {
    const file = await rivya.files.upload({ file: PNG, kind: 'image' });

    expect(await rivya.files.retrieve(file.id)).toEqual(file);
  });
});

describe('referenceItem()', () => {
  test('makes what a generation takes', async ({ rivya, expect }) => {
    const video = await rivya.files.upload({ file: MP4, kind: 'video', model: 'wan-2-7-video' });

    const item = referenceItem(video);
    const task = await rivya.generations.create({
      model: 'wan-2-7-video',
      prompt: 'The boat sails on',
      params: { referenceMediaItems: [item] },
    });

    expect(item).toEqual({
      url: video.url,
      kind: 'video',
      name: 'boat.mp4',
      mimeType: 'video/mp4',
      durationSeconds: 1.5,
      durationToken: video.duration_token,
    });
    expect(task.status).toBe('queued');
  });

  test('leaves out a duration that an image has not', async ({ rivya, expect }) => {
    const image = await rivya.files.upload({ file: PNG, kind: 'image' });

    expect(Object.keys(referenceItem(image))).toEqual(['url', 'kind', 'name', 'mimeType']);
  });
});

describe('generations.download()', () => {
  test('brings all results', async ({ rivya, expect }) => {
    const { id } = await rivya.generations.create({
      model: 'seedance-2',
      prompt: 'A paper boat',
      params: { return_last_frame: 'true' },
    });
    const task = await rivya.generations.wait(id);

    const files = await rivya.generations.download(task);

    expect(files.map(({ name, contentType }) => [name, contentType])).toEqual([
      ['0.mp4', 'video/mp4'],
      ['1.png', 'image/png'],
    ]);
    expect(Buffer.from(files[0]!.bytes.subarray(4, 8)).toString()).toBe('ftyp');
  });

  test('refuses a generation without a result', async ({ rivya, expect }) => {
    const task = await rivya.generations.create({ model: 'z-image', prompt: 'A paper boat' });

    await expect(rivya.generations.download(task)).rejects.toThrow(
      'Cannot download the results: the generation has none, its status is "queued"',
    );
  });

  test('never sends the key along, and tries again', async ({ expect }) => {
    const seen: Headers[] = [];
    const replies = [new Response('busy', { status: 503 }), new Response('bytes')];
    const rivya = createClient({
      baseUrl: 'http://127.0.0.1:1',
      apiKey: 'rvya_sk_test_x',
      sleep: async () => {},
      fetch: async (_input, init) => {
        seen.push(new Headers(init?.headers));
        return replies.shift() ?? Response.error();
      },
    });
    const result = {
      primary_url: 'https://cdn.example.com/0.mp4',
      urls: ['https://cdn.example.com/0.mp4'],
    };

    const [file] = await rivya.generations.download({ result, status: 'succeeded' } as never);

    expect(Buffer.from(file!.bytes).toString()).toBe('bytes');
    expect(seen.map((headers) => headers.has('authorization'))).toEqual([false, false]);
  });

  test('rejects where the file is gone', async ({ fake, rivya, expect }) => {
    const url = `${fake.url}/media/default/task_gone/0.png`;
    const task = { result: { primary_url: url, urls: [url] }, status: 'succeeded' };

    await expect(rivya.generations.download(task as never)).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
      message: expect.stringContaining('there is no such file, or no more'),
      requestId: expect.stringMatching(/^req_/),
    });
  });
});
