import type { WorldView } from './world-view.ts';

const MOST_LINES = 30;

/** What has happened in a world, a line each, oldest first; of a long story the end. */
export function tellStory({ name, available, reserved, settled, moves, deliveries }: WorldView) {
  const startMs = moves[0]?.atMs ?? 0;
  const lines = [
    ...moves.map(({ atMs, kind, amount, reference }) => ({
      atMs,
      text: `${kind} ${amount}${reference === null ? '' : ` for ${reference}`}`,
    })),
    ...deliveries.map(({ atMs, type, status }) => ({ atMs, text: `webhook ${type} ${status}` })),
  ]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, text }) => `  +${seconds(atMs - startMs)}  ${text}`);
  const hidden = lines.length - MOST_LINES;
  return [
    `The story of the world "${name}":`,
    ...(hidden > 0 ? [`  … ${hidden} earlier`] : []),
    ...lines.slice(-MOST_LINES),
    `  ${available} available, ${reserved} held, ${settled} spent`,
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`.padStart(9);
}
