import { describe } from 'vitest';
import { uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { box, fixture } from '../support/media-bytes.ts';

const PATH = '/api/v1/files';

function changed(name: string, change: (bytes: Buffer) => void): Buffer<ArrayBuffer> {
  const bytes = fixture(name);
  change(bytes);
  return bytes;
}

const TYPE = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2'));
const MANY = 300_000;
const FREE = Buffer.alloc(MANY * 8, box('free'));
const EBML = Buffer.from('1a45dfa387', 'hex');

describe('A file that is made to keep its reader busy is refused', () => {
  test.for([
    [
      'AAC of empty frames',
      'audio',
      Buffer.alloc(MANY * 7, Buffer.from('fff1508000fffc', 'hex')),
      'file must be one of audio/mpeg, audio/mp4, audio/wav, audio/x-wav, audio/aac, audio/ogg: its bytes are of no known media type',
    ],
    [
      'AAC of frames with one byte',
      'audio',
      Buffer.alloc(MANY * 8, Buffer.from('fff15080011ffc00', 'hex')),
      'file has too many parts for audio/aac',
    ],
    [
      'an MP4 with a huge index',
      'video',
      Buffer.concat([
        TYPE,
        box('moov', Buffer.alloc(9 * 1_024 * 1_024, box('free', Buffer.alloc(4_088)))),
      ]),
      'file has too many parts for video/mp4',
    ],
    [
      'an MP4 of boxes',
      'video',
      Buffer.concat([TYPE, FREE]),
      'file has too many parts for video/mp4',
    ],
    [
      'an MP4 of boxes within its index',
      'video',
      Buffer.concat([TYPE, box('moov', FREE)]),
      'file has too many parts for video/mp4',
    ],
    [
      'a WebM of elements',
      'video',
      Buffer.concat([
        EBML,
        Buffer.from('4282847765626d', 'hex'),
        Buffer.alloc(MANY * 2, '\xec\x80', 'latin1'),
      ]),
      'file has too many parts for video/webm',
    ],
    [
      'a PNG of chunks',
      'image',
      Buffer.concat([fixture('boat.png').subarray(0, 33), Buffer.alloc(MANY * 12)]),
      'file has too many parts for image/png',
    ],
    [
      'a WAV of chunks',
      'audio',
      Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), Buffer.alloc(MANY * 8)]),
      'file has too many parts for audio/wav',
    ],
  ] as const)('%s', async ([_what, kind, bytes, message], { call, expect }) => {
    const { status, body } = await call.post(
      PATH,
      uploadForm({ bytes: Buffer.from(bytes), fields: { kind } }),
    );

    expect({ status, message: body.error.message }).toEqual({ status: 400, message });
  });
});

describe('A file of which no picture and no sound can be read is refused', () => {
  test.for([
    [
      'a WebM that is a header',
      'video',
      fixture('boat.webm').subarray(0, 41),
      'ends too early for video/webm',
    ],
    [
      'a WebM without a video track',
      'video',
      fixture('sound-only.webm'),
      'must be one of video/mp4, video/quicktime, video/webm: its bytes are audio/webm',
    ],
    [
      'an MP4 without a track',
      'video',
      Buffer.concat([TYPE, box('moov', box('udta', box('free')))]),
      'is broken: it begins like video/mp4, and is none',
    ],
    [
      'a WAV with the rate 0',
      'audio',
      changed('boat.wav', (bytes) => bytes.writeUInt32LE(0, 24)),
      'is broken: it begins like audio/wav, and is none',
    ],
  ] as const)('%s', async ([_what, kind, bytes, message], { call, expect }) => {
    const { status, body } = await call.post(
      PATH,
      uploadForm({ bytes: Buffer.from(bytes), fields: { kind } }),
    );

    expect({ status, message: body.error.message }).toEqual({
      status: 400,
      message: `file ${message}`,
    });
  });
});
