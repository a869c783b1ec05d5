const COLUMNS_PER_LETTER = 5;

/** How far one letter is from the next, and one line from the next, in cells. */
export const LETTER_CELLS = { width: 6, height: 8 };

/** Letters of 5 by 7 cells in hexadecimal: a byte per column, its lowest bit on top. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '7e0909097e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141413e',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0204087f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '7f2018207f',
  X: '6314081463',
  Y: '0304780403',
  Z: '6151494543',
  0: '3e5149453e',
  1: '00427f4000',
  2: '6251494946',
  3: '4149494936',
  4: '1814127f10',
  5: '2745454539',
  6: '3c4a494930',
  7: '0171090503',
  8: '3649494936',
  9: '064949291e',
  '-': '0808080808',
  '.': '0060600000',
  ',': '0050300000',
  _: '4040404040',
  ':': '0036360000',
  ';': '0056360000',
  '!': '00005f0000',
  '?': '0201510906',
  "'": '0004030000',
  '"': '0007000700',
  '(': '001c224100',
  ')': '0041221c00',
  '/': '2010080402',
  '+': '08083e0808',
  '=': '1414141414',
  '#': '147f147f14',
  '%': '2313086462',
  '&': '3649552250',
  '*': '14083e0814',
  '@': '324979413e',
  '<': '0814224100',
  '>': '0041221408',
};

/** The filled cells of a letter, each as column and row; unknown letters look like a question mark. */
export function cellsOf(letter: string): readonly (readonly [column: number, row: number])[] {
  if (letter === ' ') return [];
  const glyph = Buffer.from(GLYPHS[letter.toUpperCase()] ?? GLYPHS['?'] ?? '', 'hex');
  const cells: [number, number][] = [];
  for (let column = 0; column < COLUMNS_PER_LETTER; column++) {
    for (let row = 0; row < 7; row++) {
      if (((glyph[column] ?? 0) >> row) & 1) cells.push([column, row]);
    }
  }
  return cells;
}
