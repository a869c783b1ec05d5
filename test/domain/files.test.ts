import { describe, expect, test } from 'vitest';
import type { MediaKind } from '../../src/contracts/media.ts';
import type { FilesSnapshot } from '../../src/contracts/snapshot.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import { Accounts } from '../../src/server/domain/accounts.ts';
import { Files } from '../../src/server/domain/files.ts';
import { Random } from '../../src/server/domain/random.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';
import { fixture } from '../support/media-bytes.ts';
import { clockAtZero } from './clocks.ts';

const PNG = fixture('boat.png');

function scene(maxStoredBytes = 1_000_000) {
  const clock = clockAtZero();
  const accounts = new Accounts(() => clock.now(), 1_000);
  const [main, other] = [accounts.get('main'), accounts.get('other')];
  const random = new Random('1');
  const files = new Files({ world: 'w1', clock, random, switches: setSwitches(), maxStoredBytes });
  const add = (name = 'boat.png', kind: MediaKind = 'image', bytes: Uint8Array = PNG) =>
    files.add(main, { kind, file: { name, bytes, declaredType: '' } });
  const restoring = { nowMs: 9_000, account: (owner: string) => accounts.get(owner) };
  return { clock, main, other, files, add, restoring };
}

describe('add()', () => {
  test('remembers an image', async () => {
    const { clock, main, files, add } = scene();
    await clock.advance(500);

    const file = await add();

    expect(file).toEqual({
      id: expect.stringMatching(/^file_[a-z0-9]{24}$/),
      account: main,
      kind: 'image',
      name: 'boat.png',
      mimeType: 'image/png',
      sizeBytes: PNG.length,
      durationSeconds: undefined,
      createdAtMs: 500,
      path: `/media/w1/${file.id}/boat.png`,
      bytes: PNG,
    });
    expect(files.get(main, file.id)).toBe(file);
  });

  test.each([
    ['boat.mp3', 'audio', 1.541],
    ['boat.mp4', 'video', 1.5],
  ] as const)('measures %s', async (name, kind, seconds) => {
    expect((await scene().add(name, kind, fixture(name))).durationSeconds).toBe(seconds);
  });

  test('takes bytes from the middle of others', async () => {
    const around = new Uint8Array([1, 2, ...PNG, 3]);

    const { bytes } = await scene().add('boat.png', 'image', around.subarray(2, -1));

    expect(bytes).toEqual(PNG);
  });

  test.each([
    ['my boat (1).png', 'my-boat-1-.png'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['.hidden', 'hidden'],
    ['...', 'file'],
    ['', 'file'],
    ['Ünder.png', '-nder.png'],
  ])('writes the name %j into the path as %s', async (name, last) => {
    const { id, path } = await scene().add(name);

    expect(path).toBe(`/media/w1/${id}/${last}`);
  });
});

test.each([
  ['nobody has', 'file_1'],
  ['is of another account', undefined],
])('get() does not find a file that %s', async (_what, id) => {
  const { other, files, add } = scene();
  const file = await add();

  expect(() => files.get(other, id ?? file.id)).toThrow(
    expect.objectContaining({
      code: 'not_found',
      message: 'Cannot find the file: the account has none with this id',
    }),
  );
});

test('find() finds the file of any account', async () => {
  const { files, add } = scene();
  const file = await add();

  expect(files.find(file.id)).toBe(file);
  expect(files.find('file_1')).toBeUndefined();
});

describe('durationToken()', () => {
  test('vouches for the file and its account', async () => {
    const { files, add } = scene();
    const file = await add('boat.mp3', 'audio', fixture('boat.mp3'));

    const token = files.durationToken(file) ?? '';

    expect(files.tokens.check(token, { fileId: file.id, account: 'main' })).toBeUndefined();
    expect(files.tokens.check(token, { fileId: 'file_1', account: 'main' })).toBe('other-file');
  });

  test('is there for nothing that was not measured', async () => {
    const { files, add } = scene();

    expect(files.durationToken(await add())).toBeUndefined();
  });
});

describe('With room for two images', () => {
  test('the oldest loses its bytes, and no other', async () => {
    const { files, add } = scene(2 * PNG.length);
    const [first, second] = [await add(), await add()];
    expect(first.bytes).toEqual(PNG);
    expect(files.storedBytes).toBe(2 * PNG.length);

    const third = await add();

    expect([first, second, third].map(({ bytes }) => bytes)).toEqual([undefined, PNG, PNG]);
    expect(files.storedBytes).toBe(2 * PNG.length);
    expect(files.find(first.id)).toBe(first);
  });
});

describe('A snapshot of files', () => {
  test('has all that is remembered, and the bytes in base64', async () => {
    const { files, add } = scene();
    const { id, path } = await add();

    expect(files.snapshot(PNG.length).records).toEqual([
      {
        id,
        account: 'main',
        kind: 'image',
        name: 'boat.png',
        mimeType: 'image/png',
        sizeBytes: PNG.length,
        durationSeconds: null,
        createdAtMs: 0,
        path,
        bytes: PNG.toString('base64'),
      },
    ]);
  });

  test('has the bytes of the newest that fit into the limit together', async () => {
    const { files, add } = scene();
    await add();
    await add();
    await add();
    const kept = (most: number) => files.snapshot(most).records.map(({ bytes }) => bytes !== null);

    expect(kept(2 * PNG.length)).toEqual([false, true, true]);
    expect(kept(2 * PNG.length - 1)).toEqual([false, false, true]);
    expect(kept(0)).toEqual([false, false, false]);
  });

  test('skips no file for an older and smaller one', async () => {
    const { files, add } = scene();
    await add();
    await add('boat.mp3', 'audio', fixture('boat.mp3'));

    expect(files.snapshot(PNG.length).records.map(({ bytes }) => bytes)).toEqual([null, null]);
  });

  test('is restored, and ids go on from there', async () => {
    const one = scene();
    await one.add('boat.mp3', 'audio', fixture('boat.mp3'));
    await one.add();
    const copy = scene();

    copy.files.restore(one.files.snapshot(1_000_000), copy.restoring);

    expect(copy.files.snapshot(1_000_000)).toEqual(one.files.snapshot(1_000_000));
    expect(copy.files.storedBytes).toBe(one.files.storedBytes);
    expect((await copy.add()).id).toBe((await one.add()).id);
  });

  test('may be without bytes, and then none are kept', async () => {
    const one = scene();
    const { id } = await one.add();
    const copy = scene();

    copy.files.restore(one.files.snapshot(0), copy.restoring);

    expect(copy.files.find(id)).toMatchObject({ bytes: undefined, durationSeconds: undefined });
    expect(copy.files.storedBytes).toBe(0);
  });

  type Written = FilesSnapshot['records'][number];

  test.each([
    ['a file twice', (file: Written) => [file, file], '[1].id must be the only one of its kind'],
    [
      'a file of the future',
      (file: Written) => [{ ...file, createdAtMs: 9_001 }],
      '[0].createdAtMs must be at most clock.nowMs, 9000: received 9001',
    ],
    [
      'less bytes than it says',
      (file: Written) => [{ ...file, sizeBytes: file.sizeBytes + 1 }],
      `[0].bytes must be ${PNG.length + 1} bytes in base64`,
    ],
    [
      'bytes with something that is no base64',
      (file: Written) => [{ ...file, bytes: `${file.bytes}!!` }],
      `[0].bytes must be ${PNG.length} bytes in base64`,
    ],
  ])('cannot have %s', async (_what, change, reason) => {
    const { files, add } = scene();
    await add();
    const { random, records } = files.snapshot(1_000_000);
    const copy = scene();
    const call = () =>
      copy.files.restore({ random, records: records.flatMap(change) }, copy.restoring);

    expect(call).toThrow(
      expect.objectContaining({
        constructor: SnapshotRefused,
        message: expect.stringContaining(`files.records${reason}`),
      }),
    );
  });
});
