/** What the entries of a ledger add up to. */
export interface Balance {
  granted: number;
  available: number;
  reserved: number;
  settled: number;
  /** What is held, by what it is held for. */
  readonly held: Map<string, number>;
}

/** The balance before the first entry. */
export function emptyBalance(): Balance {
  return { granted: 0, available: 0, reserved: 0, settled: 0, held: new Map() };
}

/**
 * Checks that no credit was lost or made up.
 *
 * @throws {Error} if the sums disagree, which is a bug of the fake.
 */
export function assertConserved({ granted, available, reserved, settled, held }: Balance): void {
  const isPositive = available >= 0 && reserved >= 0 && settled >= 0;
  const isHeld = held.size > 0 || reserved === 0;
  const isWhole = Number.isSafeInteger(granted) && granted === available + reserved + settled;
  if (isPositive && isHeld && isWhole) return;
  throw new Error(
    `The ledger lost count: ${granted} granted, ${available} available, ${reserved} reserved, ${settled} settled`,
  );
}
