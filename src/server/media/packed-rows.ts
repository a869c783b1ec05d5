import type { Canvas } from './canvas.ts';

/** Pixels along the side of one cell of a still picture. */
export const PIXELS_PER_CELL = 8;

/** The canvas that a picture of a size in pixels needs; its last cells may stick out. */
export function cellsFor(width: number, height: number): { columns: number; rows: number } {
  return {
    columns: Math.ceil(width / PIXELS_PER_CELL),
    rows: Math.ceil(height / PIXELS_PER_CELL),
  };
}

/** One row of cells at one bit per pixel, which is one byte per cell: 255 for ink. */
export function packRow({ columns, cells }: Canvas, row: number): Uint8Array {
  return cells.subarray(row * columns, (row + 1) * columns).map((ink) => (ink ? 0xff : 0));
}
