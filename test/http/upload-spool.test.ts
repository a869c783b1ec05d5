import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { IN_MEMORY, UploadRoom, UploadSpool } from '../../src/server/http/upload-spool.ts';

const MB = 1_024 * 1_024;

function pattern(bytes: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + seed) % 251));
}

/** Folders of uploads that this machine holds by name. */
function folders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('rivya-testkit-'));
}

test.each([
  ['less than it keeps in memory', [10]],
  ['exactly what it keeps in memory', [IN_MEMORY]],
  ['a part in a file and a part in memory', [IN_MEMORY - 1, 1, 7]],
  ['several parts in a file', [700_000, 700_000, 700_000, 700_000]],
])('gives back %s as it came', async (_what, sizes) => {
  const chunks = sizes.map(pattern);
  const spool = new UploadSpool();
  for (const chunk of chunks) await spool.take(chunk);

  const whole = await spool.whole();

  expect(whole.equals(Buffer.concat(chunks))).toBe(true);
  expect(spool.bytes).toBe(whole.length);
  await spool.close();
});

test('a large upload leaves no name in the folder for temporary files', async () => {
  const before = folders();
  const spool = new UploadSpool();
  await spool.take(Buffer.alloc(3 * MB));

  expect(folders()).toEqual(before);
  await spool.close();
});

test('uploads share a room, and the one that would exceed it is refused', async () => {
  const room = new UploadRoom(5 * MB);
  const [first, second] = [new UploadSpool(room), new UploadSpool(room)];
  await first.take(Buffer.alloc(3 * MB));

  await expect(second.take(Buffer.alloc(3 * MB))).rejects.toMatchObject({
    code: 'rate_limited',
    message:
      'the uploads under way hold 5242880 bytes, the most that they may on this machine: try again when one of them is done',
  });

  await first.close();
  await second.take(Buffer.alloc(3 * MB));
  await second.close();
  expect(room.taken).toBe(0);
});

test('a spool that is closed takes nothing more', async () => {
  const room = new UploadRoom(MB);
  const spool = new UploadSpool(room);
  await spool.close();

  await spool.take(Buffer.alloc(10));

  expect(room.taken).toBe(0);
});
