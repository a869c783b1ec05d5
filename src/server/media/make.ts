import type { Output } from '../domain/outputs.ts';
import { drawText, paletteOf } from './canvas.ts';
import { encodeJpeg } from './jpeg.ts';
import { encodeMp3, type Mp3Rate } from './mp3.ts';
import { encodeMp4 } from './mp4.ts';
import { encodeOggOpus } from './ogg.ts';
import { cellsFor } from './packed-rows.ts';
import { encodePng } from './png.ts';
import { encodeWav } from './wav.ts';
import { encodeWebp } from './webp.ts';
import { wordTimes } from './word-times.ts';

/** Whose file it is: shown in pictures and written into the metadata of all. */
export interface Origin {
  readonly taskId: string;
  readonly model: string;
  readonly prompt: string;
  /** Which of the files of the generation it is. */
  readonly index: number;
}

const MOST_PROMPT = 2_000;
/** One more step of size for letters each time the picture is that many cells wider. */
const CELLS_PER_SCALE = 256;

/** The bytes of a file; the same for the same output and origin. */
export function makeMedia(output: Output, origin: Origin): Buffer {
  const prompt = [...origin.prompt.slice(0, MOST_PROMPT * 2)].slice(0, MOST_PROMPT).join('');
  const texts = { Title: `${origin.model} ${origin.taskId} ${origin.index}`, Comment: prompt };
  const { seconds } = { seconds: 0, ...output };
  switch (output.kind) {
    case 'image':
      return image(output, origin, texts);
    case 'video':
      return encodeMp4(
        { ...sizeOf(output), lines: linesOf(output, origin), palette: palette(origin) },
        { seconds, hasSound: output.hasSound, title: texts.Title, comment: prompt },
      );
    case 'audio':
      if (output.codec === 'opus') return encodeOggOpus(output, { seconds, texts });
      if (output.codec !== 'mp3') {
        return encodeWav({ coding: output.codec, rate: output.rate }, { seconds, texts });
      }
      return encodeMp3({ ...output, rate: output.rate as Mp3Rate }, { seconds, texts });
    case 'timestamps':
      return Buffer.from(JSON.stringify(wordTimes(output)));
  }
}

type Image = Extract<Output, { kind: 'image' }>;

function image(
  output: Image,
  origin: Origin,
  texts: { readonly Title: string; readonly Comment: string },
): Buffer {
  const size = sizeOf(output);
  const cells = cellsFor(size.width, size.height);
  const scale = Math.max(1, Math.floor(Math.min(cells.columns, cells.rows) / CELLS_PER_SCALE));
  const canvas = drawText(cells, linesOf(output, origin), { scale, mostLines: 1_000 });
  const look = { palette: palette(origin), texts };
  if (output.format === 'png') return encodePng(size, canvas, look);
  if (output.format === 'webp') return encodeWebp(size, canvas, look);
  return encodeJpeg(size, canvas, { ...look, comment: `${texts.Title}\n${texts.Comment}` });
}

function sizeOf({ width, height }: { width: number; height: number }) {
  return { width, height };
}

function linesOf(
  { width, height }: { width: number; height: number },
  { model, taskId, index, prompt }: Origin,
): string[] {
  return [model, taskId, `${width}x${height} #${index}`, prompt.replace(/\s+/g, ' ')];
}

function palette({ taskId, index }: Origin) {
  let number = index * 40;
  for (const letter of taskId) number = (number * 31 + letter.charCodeAt(0)) % 1_000_003;
  return paletteOf(number);
}
