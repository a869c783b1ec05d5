import { deflateSync } from 'node:zlib';
import { get, type Reply } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import { assuming, onPage, type Story } from './story.ts';
import { NO_TASK } from './tasks.ts';

const page = onPage('files');
const shape = assuming('file.shape');

/** An upload is known by its bytes, and its metadata can be read again. */
export const filesJourney: Journey = {
  group: 'files',
  title: 'a file is uploaded and read again',
  cost: FREE,
  run: async (story) => {
    const png = pngOf(8, 8);
    const reply = await uploadPng(story, png);
    const file = story.success(reply, 'upload an image');
    const say = (id: string, title: string) => ({ id: `files.${id}`, title, basis: shape });
    story.check(say('kind', 'the file has the kind that was said'), 'image', get(file, 'kind'));
    story.check(
      say('type', 'the file has the type of its bytes'),
      'image/png',
      get(file, 'mime_type'),
    );
    story.check(
      say('size', 'the file has the size that was sent'),
      png.length,
      get(file, 'size_bytes'),
    );
    story.check(
      say('name', 'the file has the name that was sent'),
      'conformance.png',
      get(file, 'name'),
    );
    const again = await story.ask('GET', `/api/v1/files/${get(file, 'id')}`);
    story.check(
      { id: 'files.own', title: 'an own file can be read', basis: page },
      200,
      again.status,
    );
    story.check(
      { id: 'files.same', title: 'metadata does not change', basis: page },
      facts(file),
      facts(again.json),
    );
    const served = await story.stage.driver.fetchPublic(String(get(file, 'url')));
    story.check(
      { id: 'files.url', title: 'the url of a file answers', basis: page },
      200,
      served.status,
    );
    await wrongUploads(story, png);
  },
};

async function wrongUploads(story: Story, png: Uint8Array<ArrayBuffer>) {
  const basis = assuming('file.refusals');
  const say = (id: string, title: string) => ({ id: `files.${id}`, title, basis });
  const send = (parts: Readonly<Record<string, string | Blob>>) => {
    const form = new FormData();
    for (const [name, part] of Object.entries(parts)) form.append(name, part);
    return story.ask('POST', '/api/v1/files', { form });
  };
  const image = new Blob([png], { type: 'image/png' });
  story.refused(
    say('no-kind', 'an upload without kind is refused'),
    await send({ file: image }),
    'validation_failed',
  );
  story.refused(
    say('no-file', 'an upload without file is refused'),
    await send({ kind: 'image' }),
    'validation_failed',
  );
  story.refused(
    say('bad-kind', 'an unknown kind is refused'),
    await send({ file: image, kind: 'hologram' }),
    'validation_failed',
  );
  const wrong = await send({ file: image, kind: 'video' });
  story.refused(say('wrong-kind', 'an image is no video'), wrong, 'validation_failed');
  const text = new Blob(['this is no image'], { type: 'image/png' });
  const lie = await send({ file: text, kind: 'image' });
  story.refused(
    say('signature', 'text that says it is an image is refused'),
    lie,
    'validation_failed',
  );
  const declared = await send({ file: new Blob([png], { type: 'image/jpeg' }), kind: 'image' });
  const decided = {
    id: 'files.declared-type',
    title: 'the bytes decide the type, whatever is declared',
    basis: assuming('file.signature'),
  };
  story.check(
    decided,
    '2xx image/png',
    `${declared.status < 300 ? '2xx' : declared.status} ${get(declared.json, 'mime_type') ?? declared.code}`,
  );
}

/** What belongs to one account is hidden from another. */
export const ownershipJourney: Journey = {
  group: 'ownership',
  title: 'what belongs to another account is hidden',
  cost: FREE,
  run: async (story) => {
    const { second } = story.stage.keys;
    const { madeTask } = story.stage;
    const say = (id: string) => ({
      id: `ownership.${id}`,
      title: `a ${id} of another account is 404`,
      basis: onPage('errors'),
    });
    if (second === undefined) {
      for (const id of ['file', 'task'])
        story.skip(say(id), 'no --second-key of another account was given');
      return;
    }
    const file = story.success(await uploadPng(story, pngOf(4, 4)), 'upload an image');
    const foreign = await story.ask('GET', `/api/v1/files/${get(file, 'id')}`, { key: second });
    story.refused(say('file'), foreign, 'not_found');
    if (madeTask === undefined) story.skip(say('task'), NO_TASK);
    else
      story.refused(
        say('task'),
        await story.ask('GET', `/api/v1/generations/${madeTask}`, { key: second }),
        'not_found',
      );
  },
};

/** Uploads a small image of one colour. */
export function uploadPng(
  story: Story,
  png: Uint8Array<ArrayBuffer>,
  key?: string,
): Promise<Reply> {
  const form = new FormData();
  form.append('kind', 'image');
  form.append('file', new Blob([png], { type: 'image/png' }), 'conformance.png');
  return story.ask('POST', '/api/v1/files', { form, ...(key === undefined ? {} : { key }) });
}

function facts(file: unknown): unknown {
  return ['id', 'kind', 'name', 'mime_type', 'size_bytes', 'created_at'].map((key) =>
    get(file, key),
  );
}

/** A valid PNG of one grey. */
export function pngOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 128);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
