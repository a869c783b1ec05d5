import { describe, expect, test } from 'vitest';
import { MB } from '../../src/contracts/media.ts';
import type { MediaModelId } from '../../src/contracts/models/index.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import { Accounts } from '../../src/server/domain/accounts.ts';
import { type FileRecord, Files } from '../../src/server/domain/files.ts';
import { Random } from '../../src/server/domain/random.ts';
import { checkReferences, type OwnMedia } from '../../src/server/domain/references.ts';
import { clockAtZero } from './clocks.ts';

const BOAT_URL = 'http://127.0.0.1:4010/media/w1/file_1/boat';

interface Given {
  readonly model?: MediaModelId;
  readonly media?: OwnMedia | 'foreign';
  readonly isTokenNeeded?: boolean;
}

function scene({ model = 'wan-2-7-video', media, isTokenNeeded = false }: Given = {}) {
  const clock = clockAtZero();
  const account = new Accounts(() => 0, 1_000).get('main');
  const switches = setSwitches({
    'reference.durationToken': isTokenNeeded ? 'required' : 'optional',
  });
  const random = new Random('1');
  const files = new Files({ world: 'w1', clock, random, switches, maxStoredBytes: 0 });
  const places = { files, switches, locate: () => media };
  const token = (owner: object = {}) =>
    files.tokens.issue({ fileId: 'file_1', account: 'main', ...owner });
  const check = (...items: object[]) => {
    const params = { referenceMediaItems: items.map((item) => ({ url: BOAT_URL, ...item })) };
    checkReferences(account, { model, prompt: 'A boat', params }, places);
  };
  return { account, places, token, check };
}

/** An upload as {@link checkReferences} is told of it. */
function upload(more: Partial<FileRecord> = {}): OwnMedia {
  const file = {
    id: 'file_1',
    account: new Accounts(() => 0, 0).get('main'),
    kind: 'video',
    name: 'boat',
    mimeType: 'video/mp4',
    sizeBytes: 1_000,
    durationSeconds: 1.5,
    createdAtMs: 0,
    path: '/media/w1/file_1/boat',
    bytes: undefined,
    ...more,
  } as const;
  return { kind: file.kind, mimeType: file.mimeType, file, imageSize: () => undefined };
}

const video = { kind: 'video' };

describe('A reference is taken', () => {
  test('where there is none', () => {
    const { account, places } = scene();
    const request = { model: 'wan-2-7-video', prompt: 'A boat', params: {} } as const;

    expect(() => checkReferences(account, request, places)).not.toThrow();
  });

  test('to a public URL, whatever it says of it', () => {
    const { check } = scene({ media: 'foreign' });

    expect(() => check({ kind: 'audio', mimeType: 'audio/midi' })).not.toThrow();
  });

  test('to a result of any size and type', () => {
    const { file: _file, ...result } = upload();
    const { check } = scene({ media: { ...result, file: undefined } });

    expect(() => check({ ...video, mimeType: 'video/mp4' })).not.toThrow();
  });

  test.each([1.5, 0.5, 2.5])('to an upload of 1.5 seconds that is said to last %d', (seconds) => {
    const { check, token } = scene({ media: upload() });

    expect(() =>
      check({ ...video, durationToken: token(), durationSeconds: seconds }),
    ).not.toThrow();
  });

  test('under another name of its type', () => {
    const { check } = scene({ media: upload({ kind: 'audio', mimeType: 'audio/wav' }) });

    expect(() => check({ kind: 'audio', mimeType: 'audio/x-wav' })).not.toThrow();
  });

  test('to an upload for a model without limits of its own for the kind', () => {
    const { check } = scene({ model: 'kling-3-0', media: upload({ sizeBytes: 99 * MB }) });

    expect(() => check(video)).not.toThrow();
  });

  test('to an upload of the size that the model takes', () => {
    const { check } = scene({ media: upload({ sizeBytes: 50 * MB }) });

    expect(() => check(video)).not.toThrow();
  });
});

describe('A reference is refused', () => {
  test('to what is not there', () => {
    expect(() => scene().check(video)).toThrow(
      expect.objectContaining({
        code: 'not_found',
        message:
          'Cannot find params.referenceMediaItems[0].url: the account has no upload or result there',
      }),
    );
  });

  test.each([
    [
      'as another kind',
      { kind: 'image' },
      {},
      '.kind must be "video", as the media is: received "image"',
    ],
    [
      'as another type',
      { ...video, mimeType: 'video/webm' },
      {},
      '.mimeType must be "video/mp4", as the media is: received "video/webm"',
    ],
    [
      'to a type that the model does not take',
      video,
      { mimeType: 'video/x-matroska' },
      ' must be one of video/mp4, video/quicktime, video/webm for "wan-2-7-video": the file is video/x-matroska',
    ],
    [
      'to more bytes than the model takes',
      video,
      { sizeBytes: 50 * MB + 1 },
      ` must be at most ${50 * MB} bytes long for "wan-2-7-video": the file has ${50 * MB + 1}`,
    ],
    [
      'with a token that nobody has issued',
      { ...video, durationToken: 'mine' },
      {},
      '.durationToken was not issued by this API',
    ],
  ])('%s', (_how, item, file, reason) => {
    const { check } = scene({ media: upload(file) });

    expect(() => check(item)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message: `params.referenceMediaItems[0]${reason}`,
      }),
    );
  });

  test.each([
    ['of another account', { account: 'other' }, 'belongs to another account'],
    ['of another file', { fileId: 'file_2' }, 'belongs to another file'],
  ])('with a token %s', (_whose, owner, reason) => {
    const { check, token } = scene({ media: upload() });

    expect(() => check({ ...video, durationToken: token(owner) })).toThrow(
      `params.referenceMediaItems[0].durationToken ${reason}`,
    );
  });

  test('to a public URL with the token of an upload', () => {
    const { check, token } = scene({ media: 'foreign' });

    expect(() => check({ ...video, durationToken: token() })).toThrow('belongs to another file');
  });

  test.each([0.4, 2.6])('to an upload of 1.5 seconds that is said to last %d', (seconds) => {
    const { check, token } = scene({ media: upload() });

    expect(() => check({ ...video, durationToken: token(), durationSeconds: seconds })).toThrow(
      `params.referenceMediaItems[0].durationSeconds must be 1.5, as measured: received ${seconds}`,
    );
  });

  test('by its number, where those before it are good', () => {
    const { check } = scene({ media: upload() });

    expect(() => check(video, { kind: 'image' })).toThrow('params.referenceMediaItems[1].kind');
  });
});

describe('With reference.durationToken on "required"', () => {
  test.each([
    ['video', 'video/mp4'],
    ['audio', 'audio/wav'],
  ] as const)('a reference to %s needs one', (kind, mimeType) => {
    const { check, token } = scene({ media: upload({ kind, mimeType }), isTokenNeeded: true });

    expect(() => check({ kind, durationToken: token() })).not.toThrow();
    expect(() => check({ kind })).toThrow(
      'params.referenceMediaItems[0].durationToken is required: expected the duration_token of POST /api/v1/files',
    );
  });

  test('an image needs none', () => {
    const { check } = scene({
      media: upload({ kind: 'image', mimeType: 'image/png' }),
      isTokenNeeded: true,
    });

    expect(() => check({ kind: 'image' })).not.toThrow();
  });
});
