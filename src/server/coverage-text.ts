import type { CoverageCounts, CoverageReport } from '../contracts/control-coverage.ts';

const WIDTH = 100;

/** Coverage as a person reads it: how much of each part, and by name what was left out. */
export function tellCoverage(counts: CoverageCounts, summary: CoverageReport['summary']): string {
  const { operations, models, statuses, errors, faults, directives, switches } = counts;
  const called = operations.filter(({ requests }) => requests > 0);
  const sums = summary.map(
    ({ part, exercised, total }) => `${part.padEnd(10)}  ${exercised} of ${total}`,
  );
  return [
    ...sums,
    ...section(
      'operations not called',
      operations.filter(({ requests }) => requests === 0).map(({ operation }) => operation),
    ),
    ...called.flatMap(({ operation, errors }) =>
      section(
        `errors that ${operation} did not answer`,
        missing(errors, ({ code }) => code),
      ),
    ),
    ...section(
      'errors never answered',
      missing(errors, ({ code }) => code),
    ),
    ...section(
      'models not used',
      missing(models, ({ model }) => model),
    ),
    ...section(
      'statuses not reached',
      missing(statuses, ({ status }) => status),
    ),
    ...PLACES.flatMap(({ on, title }) =>
      section(
        title,
        missing(
          faults.filter((fault) => fault.on === on),
          ({ kind }) => kind,
        ),
      ),
    ),
    ...section(
      'directives not used',
      missing(directives, ({ directive }) => directive),
    ),
    ...section(
      'positions of switches not tried',
      switches.flatMap((row) =>
        missing(row.positions, ({ position }) => `${row.switch}=${position}`),
      ),
    ),
  ].join('\n');
}

const PLACES = [
  { on: 'call', title: 'faults of calls that did not strike' },
  { on: 'generation', title: 'pathologies that no generation had' },
  { on: 'stream', title: 'faults of streams that did not strike' },
  { on: 'webhook', title: 'faults of webhooks that did not strike' },
] as const;

function missing<Row extends { readonly count: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): string[] {
  return rows.filter(({ count }) => count === 0).map(nameOf);
}

/** Names below a title, in lines that fit on a screen. */
function section(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const lines = [''];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name}, ` : name;
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last + word;
  }
  return ['', `${title}:`, ...lines.map((line) => `  ${line.trimEnd()}`)];
}
