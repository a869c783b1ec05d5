import type { ModelSpend, Spend, WastedSpend, WorldSpend } from './spend.ts';

const MOST_LINES = 20;

/** Spend as a person reads it: totals, models, worlds, and what was wasted. */
export function tellSpend(spend: Omit<Spend, 'text'>): string {
  const { settled, held, released, models, worlds, wastedCredits } = spend;
  const wasted = worlds.flatMap(({ world, wasted }) => wasted.map((waste) => lineOf(waste, world)));
  return [
    `${settled} credits settled, ${held} held, ${released} released, ${wastedCredits} wasted`,
    ...section('by model', models.map(modelRow)),
    ...section('by world', worlds.map(worldRow)),
    ...section('wasted', wasted),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_LINES);
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.max(...shown.map((row) => row[column]?.length ?? 0)),
  );
  const lines = shown.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const rest = rows.length - shown.length;
  return ['', title, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function modelRow({ model, count, settled, held, released }: ModelSpend): string[] {
  return [model, `${count} times`, ...amounts(settled, held, released)];
}

function worldRow({ world, settled, held, released }: WorldSpend): string[] {
  return [world, ...amounts(settled, held, released)];
}

function amounts(settled: number, held: number, released: number): string[] {
  return [`${settled} settled`, `${held} held`, `${released} released`];
}

function lineOf({ reason, id, of, model, credits }: WastedSpend, world: string): string[] {
  const why = of === undefined ? 'its results were never fetched' : `repeats ${of} while that ran`;
  return [`${credits} credits`, id, model, `world ${world}`, `${reason}: ${why}`];
}
