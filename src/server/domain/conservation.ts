/** The sums of a ledger, and what is held in them. */
export interface Sums {
  readonly granted: number;
  readonly available: number;
  readonly reserved: number;
  readonly settled: number;
  readonly held: ReadonlyMap<string, number>;
}

/**
 * Checks that no credit was lost or made up.
 *
 * @throws {Error} if the sums disagree, which is a bug of the fake.
 */
export function assertConserved({ granted, available, reserved, settled, held }: Sums): void {
  const isPositive = available >= 0 && reserved >= 0 && settled >= 0;
  const isHeld = held.size > 0 || reserved === 0;
  const isWhole = Number.isSafeInteger(granted) && granted === available + reserved + settled;
  if (isPositive && isHeld && isWhole) return;
  throw new Error(
    `The ledger lost count: ${granted} granted, ${available} available, ${reserved} reserved, ${settled} settled`,
  );
}
