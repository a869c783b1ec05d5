import type { SeenCall, SeenMove, WorldView } from './world-view.ts';

const MOST_LINES = 30;

interface Happening {
  readonly atMs: number | undefined;
  readonly text: string;
}

/** What has happened in a world, a line each, oldest first; of a long story the end. */
export function tellStory(view: WorldView): string {
  const { name, available, reserved, settled, moves, deliveries } = view;
  const startMs = moves[0]?.atMs ?? 0;
  // A grant is there before the first call, and what a call has moved comes after it.
  const happenings: Happening[] = [
    ...moves.filter(({ kind }) => kind === 'grant').map(tellMove),
    ...inRuns(view.calls().map(tellCall)),
    ...moves.filter(({ kind }) => kind !== 'grant').map(tellMove),
    ...deliveries.map(({ atMs, type, status }) => ({ atMs, text: `webhook ${type} ${status}` })),
  ];
  const lines = happenings
    .sort((a, b) => (a.atMs ?? Number.MAX_VALUE) - (b.atMs ?? Number.MAX_VALUE))
    .map(
      ({ atMs, text }) =>
        `  ${atMs === undefined ? ' '.repeat(10) : since(startMs, atMs)}  ${text}`,
    );
  const hidden = lines.length - MOST_LINES;
  return [
    `The story of the world "${name}":`,
    ...(hidden > 0 ? [`  … ${hidden} earlier`] : []),
    ...lines.slice(-MOST_LINES),
    `  ${available} available, ${reserved} held, ${settled} spent`,
  ].join('\n');
}

function tellMove({ atMs, kind, amount, reference }: SeenMove): Happening {
  return { atMs, text: `${kind} ${amount}${reference === null ? '' : ` for ${reference}`}` };
}

function tellCall({ atMs, method, path, status, errorCode }: SeenCall): Happening {
  const answer = [status ?? 'without a reply', errorCode].filter(Boolean).join(' ');
  return { atMs, text: `${method} ${path}: ${answer}` };
}

/** The same again and again, as polls are, is told once. */
function inRuns(calls: readonly Happening[]): Happening[] {
  const runs: { atMs: number | undefined; text: string; count: number }[] = [];
  for (const { atMs, text } of calls) {
    const last = runs.at(-1);
    if (last?.text === text) last.count += 1;
    else runs.push({ atMs, text, count: 1 });
  }
  return runs.map(({ atMs, text, count }) => ({
    atMs,
    text: count === 1 ? text : `${text}, ${count} times`,
  }));
}

function since(startMs: number, atMs: number): string {
  return `+${`${((atMs - startMs) / 1_000).toFixed(1)} s`.padStart(9)}`;
}
