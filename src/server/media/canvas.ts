import { cellsOf, LETTER_CELLS } from './font.ts';

/** A picture in two colours, made of square cells. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** 1 where a cell is ink, row by row. */
  readonly cells: Uint8Array;
}

/** A colour of 8 bits per part. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** The two colours of a picture. */
export interface Palette {
  readonly ground: Colour;
  readonly ink: Colour;
}

/** A canvas with lines of text; what does not fit is left out. */
export function drawText(
  size: { columns: number; rows: number },
  lines: readonly string[],
  { scale, mostLines }: { scale: number; mostLines: number },
): Canvas {
  const { columns, rows } = size;
  const cells = new Uint8Array(columns * rows);
  const width = LETTER_CELLS.width * scale;
  const height = LETTER_CELLS.height * scale;
  const perLine = Math.max(1, Math.floor(columns / width) - 2);
  const most = Math.min(mostLines, Math.max(0, Math.floor(rows / height) - 1));
  for (const [line, text] of lines
    .flatMap((line) => wrap(line, perLine))
    .slice(0, most)
    .entries()) {
    for (const [place, letter] of [...text].entries()) {
      const left = (place + 1) * width;
      const top = line * height + Math.floor(height / 2);
      for (const [column, row] of cellsOf(letter)) {
        fill(cells, columns, { left: left + column * scale, top: top + row * scale, scale });
      }
    }
  }
  return { columns, rows, cells };
}

function fill(
  cells: Uint8Array,
  columns: number,
  { left, top, scale }: { left: number; top: number; scale: number },
): void {
  for (let row = top; row < top + scale; row++) {
    const start = row * columns + left;
    cells.fill(1, start, Math.min(start + scale, (row + 1) * columns));
  }
}

function wrap(text: string, width: number): string[] {
  const letters = [...text];
  const lines: string[] = [];
  for (let start = 0; start < letters.length; start += width) {
    lines.push(letters.slice(start, start + width).join(''));
  }
  return lines;
}

/** Two colours that belong to a number: a dark ground and a light ink. */
export function paletteOf(number: number): Palette {
  const hue = number % 360;
  return { ground: fromHue(hue, 40, 70), ink: fromHue(hue + 150, 190, 60) };
}

function fromHue(hue: number, least: number, span: number): Colour {
  const part = (shift: number) => {
    const angle = ((hue + shift) * Math.PI) / 180;
    return Math.round(least + (span * (1 + Math.cos(angle))) / 2);
  };
  return { red: part(0), green: part(240), blue: part(120) };
}

/** A colour as brightness and two differences, each from 0 to 255 (JPEG). */
export function toYcc({ red, green, blue }: Colour): readonly [number, number, number] {
  const clamp = (value: number) => Math.max(1, Math.min(254, Math.round(value)));
  return [
    clamp(0.299 * red + 0.587 * green + 0.114 * blue),
    clamp(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
    clamp(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue),
  ];
}
