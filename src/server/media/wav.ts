/** How the samples of a WAV file are written. */
export type WavCoding = 'pcm' | 'ulaw' | 'alaw';

const TAGS: Record<WavCoding, number> = { pcm: 1, alaw: 6, ulaw: 7 };
const TONE_HZ = 400;
const LOUDNESS = 8_000;

/** A WAV of a tone in one channel, with its texts in a LIST chunk. */
export function encodeWav(
  { coding, rate }: { coding: WavCoding; rate: number },
  { seconds, texts }: { seconds: number; texts: Readonly<Record<string, string>> },
): Buffer {
  const bytesPerSample = coding === 'pcm' ? 2 : 1;
  const format = Buffer.alloc(18);
  format.writeUInt16LE(TAGS[coding], 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * bytesPerSample, 8);
  format.writeUInt16LE(bytesPerSample, 12);
  format.writeUInt16LE(bytesPerSample * 8, 14);
  const samples = Math.round(seconds * rate);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    chunk('LIST', Buffer.concat([Buffer.from('INFO'), ...infoOf(texts)])),
    chunk('data', Buffer.alloc(samples * bytesPerSample, wavesOf(coding, rate))),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function infoOf(texts: Readonly<Record<string, string>>): Buffer[] {
  const lines = Object.entries(texts).map(([key, text]) => `${key}: ${text}`);
  return [chunk('ICMT', Buffer.from(`${lines.join('\n')}\0`))];
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** Some whole waves of the tone: one second holds a whole number of them at every rate. */
function wavesOf(coding: WavCoding, rate: number): Buffer {
  const period = rate / greatestDivisor(rate, TONE_HZ);
  const waves = Buffer.alloc(period * (coding === 'pcm' ? 2 : 1));
  for (let index = 0; index < period; index++) {
    const sample = Math.round(LOUDNESS * Math.sin((2 * Math.PI * TONE_HZ * index) / rate));
    if (coding === 'pcm') waves.writeInt16LE(sample, index * 2);
    else waves[index] = coding === 'ulaw' ? toUlaw(sample) : toAlaw(sample);
  }
  return waves;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The logarithmic byte of G.711 as used in America and Japan. */
function toUlaw(sample: number): number {
  const size = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(size >> 7);
  const mantissa = (size >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

/** The logarithmic byte of G.711 as used elsewhere. */
function toAlaw(sample: number): number {
  const size = sample < 0 ? -sample - 1 : sample;
  const exponent = size < 256 ? 0 : 31 - Math.clz32(size >> 7);
  const mantissa = (size >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55;
}
