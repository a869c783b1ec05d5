import { describe, expect, test } from 'vitest';
import { MB, type MediaKind } from '../../src/contracts/media.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import { checkUpload, limitToName, tooLarge } from '../../src/server/domain/upload-rules.ts';
import { box, fixture, letters, repeated } from '../support/media-bytes.ts';

interface Given {
  readonly bytes?: Buffer;
  readonly kind?: MediaKind;
  readonly model?: string;
  readonly declaredType?: string;
}

const NEVER_MIND = setSwitches();
const MUST_AGREE = setSwitches({ 'file.signature': 'declared-must-agree' });

function check(given: Given, switches = NEVER_MIND): string {
  const { bytes = fixture('boat.png'), kind = 'image', declaredType = 'image/png' } = given;
  const file = { name: 'boat', bytes, declaredType };
  return checkUpload({ kind, model: given.model, file }, bytes, switches);
}

describe('checkUpload() gives', () => {
  test.each([
    ['the type of the bytes', { declaredType: 'image/jpeg' }, 'image/png'],
    [
      'the declared type where it is another name of it',
      { bytes: fixture('boat.wav'), kind: 'audio', declaredType: 'audio/x-wav' },
      'audio/x-wav',
    ],
    [
      'a type that only the model takes',
      { bytes: fixture('boat.mkv'), kind: 'video', model: 'wan-2-6' },
      'video/x-matroska',
    ],
    ['the type of an image for a chat', { model: 'gpt-5-2-chat' }, 'image/png'],
  ] as const)('%s', (_what, given, mimeType) => {
    expect(check(given)).toBe(mimeType);
  });
});

describe('checkUpload() refuses', () => {
  const png = fixture('boat.png');
  const images = 'one of image/jpeg, image/png, image/webp';

  test.each([
    ['nothing', { bytes: Buffer.alloc(0) }, 'file is empty: expected the bytes of a media file'],
    [
      'what is of no known type',
      { bytes: letters('A paper boat') },
      `file must be ${images}: its bytes are of no known media type`,
    ],
    [
      'what is of another type',
      { bytes: fixture('boat.mp3') },
      `file must be ${images}: its bytes are audio/mpeg`,
    ],
    ['what ends too early', { bytes: png.subarray(0, -1) }, 'file ends too early for image/png'],
    [
      'what is broken',
      { bytes: Buffer.concat([png.subarray(0, 8), png.subarray(33)]) },
      'file is broken: it begins like image/png, and is none',
    ],
    [
      'what has too many parts',
      {
        bytes: Buffer.concat([box('ftyp', letters('isom')), repeated(250_000, box('free'))]),
        kind: 'video',
      },
      'file has too many parts for video/mp4',
    ],
    [
      'a model that there is not',
      { model: 'kling-3' },
      'model must be a model id of GET /api/v1/models such as "kling-3-0": received "kling-3"',
    ],
    [
      'a model that is like no other',
      { model: 'a paper boat' },
      'model must be a model id of GET /api/v1/models: received "a paper boat"',
    ],
    [
      'a kind that the model does not take',
      { kind: 'audio', model: 'happyhorse-1-0' },
      'kind does not fit the model: "happyhorse-1-0" takes only image, video: received "audio"',
    ],
    [
      'a file for a model that takes none',
      { model: 'z-image' },
      'kind does not fit the model: "z-image" takes no files: received "image"',
    ],
    [
      'an image for a chat without attachments',
      { model: 'claude-sonnet-4-6-chat' },
      'kind does not fit the model: "claude-sonnet-4-6-chat" takes no files: received "image"',
    ],
  ] as const)('%s', (_what, given, message) => {
    expect(() => check(given)).toThrow(
      expect.objectContaining({ code: 'validation_failed', message }),
    );
  });

  test('one byte more than the kind may have', () => {
    const { length } = png;
    const filled = (size: number) => Buffer.concat([png, Buffer.alloc(size - length)]);

    expect(check({ bytes: filled(10 * MB) })).toBe('image/png');
    expect(() => check({ bytes: filled(10 * MB + 1) })).toThrow(
      `file must be at most ${10 * MB} bytes long: received ${10 * MB + 1}`,
    );
    expect(check({ bytes: filled(10 * MB + 1), model: 'wan-2-7-image' })).toBe('image/png');
  });
});

describe('With file.signature on "declared-must-agree"', () => {
  test.each(['image/png', 'application/octet-stream'])('a PNG may be declared as %s', (type) => {
    expect(check({ declaredType: type }, MUST_AGREE)).toBe('image/png');
  });

  test('a PNG may not be declared as another type', () => {
    expect(() => check({ declaredType: 'image/jpeg' }, MUST_AGREE)).toThrow(
      'file is declared as "image/jpeg", and its bytes are image/png',
    );
  });
});

test('tooLarge() tells the limit, and what was received where that is known', () => {
  expect(tooLarge(70).message).toBe('file must be at most 70 bytes long');
  expect(tooLarge(70, 'it has more').message).toBe(
    'file must be at most 70 bytes long: it has more',
  );
});

test.each([
  [{ kind: 'image' }, 10 * MB],
  [{ kind: 'video' }, 50 * MB],
  [{ kind: 'fire' }, 95 * MB],
  [{ kind: 'image', model: 'wan-2-7-image' }, 95 * MB],
  [{}, 95 * MB],
])('limitToName() of %j beside 95 MB is %d', (fields, bytes) => {
  expect(limitToName(fields, 95 * MB)).toBe(bytes);
});
