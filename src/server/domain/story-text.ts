import type { Story, StoryEvent } from './story.ts';

const MOST_CHARACTERS = 160;

/** A story as aligned lines: the time since its beginning, what kind of thing happened, and what. */
export function tellStory(story: Omit<Story, 'text'>): string {
  const { id, world, account, model, status, events, journalDropped } = story;
  const beginMs = events[0]?.atMs ?? 0;
  const title = [
    id,
    ...(model === undefined ? [] : [model]),
    ...(status === undefined ? [] : [status]),
    `world ${world}`,
    ...(account === undefined ? [] : [`account ${account}`]),
    `from ${new Date(beginMs).toISOString()}`,
  ];
  const rows = events.map((event) => [timeOf(event, beginMs), wordOf(event), event.what] as const);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(([time, kind, what], index) => {
    const detail = events[index]?.detail ?? '';
    const columns = [time.padStart(widths[0] ?? 0), kind.padEnd(widths[1] ?? 0)];
    return `  ${[...columns, what.padEnd(widths[2] ?? 0), detail].join('  ').trimEnd()}`;
  });
  const gap = `  (the journal was full: its ${journalDropped} oldest entries are gone)`;
  return [title.join(' · '), ...lines.map(printable), ...(journalDropped > 0 ? [gap] : [])].join(
    '\n',
  );
}

function timeOf({ atMs }: StoryEvent, beginMs: number): string {
  return `+${((atMs - beginMs) / 1_000).toFixed(3)} s`;
}

/** A creation is a call that comes before what it brings about. */
function wordOf({ kind }: StoryEvent): string {
  return kind === 'create' ? 'call' : kind;
}

/** Text without control characters, which could move the cursor of a terminal, cut to a sane length. */
function printable(line: string): string {
  const plain = line.replace(/\p{C}/gu, '?');
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS - 1)}…` : plain;
}
