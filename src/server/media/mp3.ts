import { MP3_FRAME_22050, MP3_FRAME_44100 } from './tones.ts';

/** What differs between the two sample rates (ISO 11172-3 and its extension to low rates). */
const RATES = {
  44100: {
    version: 0xfb,
    samples: 1_152,
    sideInfo: 17,
    frame: MP3_FRAME_44100,
    bitrates: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192],
  },
  22050: {
    version: 0xf3,
    samples: 576,
    sideInfo: 9,
    frame: MP3_FRAME_22050,
    bitrates: [0, 8, 16, 24, 32, 40, 48, 56, 64],
  },
} as const;

export type Mp3Rate = keyof typeof RATES;

const MONO = 0xc4;

/** An MP3 of a tone in one channel, at a constant bitrate, with ID3 tags. */
export function encodeMp3(
  format: { rate: Mp3Rate; kilobits: number },
  { seconds, texts }: { seconds: number; texts: Readonly<Record<string, string>> },
): Buffer {
  const { rate, kilobits } = format;
  const { version, samples, frame, bitrates, sideInfo } = RATES[rate];
  const bitrate = bitrates.indexOf(kilobits as never) << 4;
  const bytes = Math.floor(((samples / 8) * kilobits * 1_000) / rate);
  const header = Buffer.from([0xff, version, bitrate, MONO]);
  const tone = Buffer.alloc(bytes);
  Buffer.concat([header, frame]).copy(tone);
  const count = Math.ceil((seconds * rate) / samples);
  const info = Buffer.alloc(bytes);
  header.copy(info);
  info.write('Info', 4 + sideInfo, 'latin1');
  info.writeUInt32BE(3, 8 + sideInfo);
  info.writeUInt32BE(count, 12 + sideInfo);
  info.writeUInt32BE(bytes * (count + 1), 16 + sideInfo);
  return Buffer.concat([id3(texts), info, Buffer.alloc(bytes * count, tone)]);
}

/** Tags of ID3 version 2.4, whose texts are UTF-8. */
function id3(texts: Readonly<Record<string, string>>): Buffer {
  const frames = Object.entries(texts).map(([key, text]) => {
    const body = Buffer.from(`\x03${key}\0${text}`);
    return Buffer.concat([Buffer.from('TXXX'), sevenBits(body.length), Buffer.alloc(2), body]);
  });
  const body = Buffer.concat(frames);
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), sevenBits(body.length), body]);
}

function sevenBits(value: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f));
}
