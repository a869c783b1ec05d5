/** The middle of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median with the smallest and largest value, as text. */
export function spread(values, digits = 0) {
  const [low, mid, high] = [Math.min(...values), median(values), Math.max(...values)];
  return `${mid.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
