import type { CoverageCounts, CoverageReport } from '../contracts/control-coverage.ts';

const WIDTH = 100;

/** Coverage as a person reads it: how much of each part, then by name what was exercised, and what not. */
export function tellCoverage(counts: CoverageCounts, summary: CoverageReport['summary']): string {
  const { operations, models, statuses, errors, faults, directives, switches } = counts;
  const called = operations.filter(({ requests }) => requests > 0);
  const uncalled = operations.filter(({ requests }) => requests === 0);
  const positions = switches.flatMap((row) =>
    row.positions.map(({ position, count }) => ({ name: `${row.switch}=${position}`, count })),
  );
  const sums = summary.map(
    ({ part, exercised, total }) => `${part.padEnd(10)}  ${exercised} of ${total}`,
  );
  return [
    ...sums,
    ...called.flatMap(tellCalls),
    ...section(
      'operations not called',
      uncalled.map(({ operation }) => operation),
    ),
    ...both('errors answered', 'errors never answered', errors, ({ code }) => code),
    ...both('models used', 'models not used', models, ({ model }) => model),
    ...both('statuses reached', 'statuses not reached', statuses, ({ status }) => status),
    ...PLACES.flatMap(({ on, done, missing }) =>
      both(
        done,
        missing,
        faults.filter((fault) => fault.on === on),
        ({ kind }) => kind,
      ),
    ),
    ...both('directives used', 'directives not used', directives, ({ directive }) => directive),
    ...both(
      'positions of switches tried',
      'positions of switches not tried',
      positions,
      ({ name }) => name,
    ),
  ].join('\n');
}

const PLACES = [
  {
    on: 'call',
    done: 'faults of calls that struck',
    missing: 'faults of calls that did not strike',
  },
  {
    on: 'generation',
    done: 'pathologies that generations had',
    missing: 'pathologies that no generation had',
  },
  {
    on: 'stream',
    done: 'faults of streams that struck',
    missing: 'faults of streams that did not strike',
  },
  {
    on: 'webhook',
    done: 'faults of webhooks that struck',
    missing: 'faults of webhooks that did not strike',
  },
] as const;

interface Counted {
  readonly count: number;
  readonly declared?: boolean;
}

/** What one operation has answered, and which of its errors it has not. */
function tellCalls({
  operation,
  requests,
  statuses,
  errors,
}: CoverageCounts['operations'][number]) {
  const answered = [
    ...exercised(statuses, ({ status }) => String(status)),
    ...exercised(errors, ({ code }) => code),
  ];
  return [
    ...section(`${operation}, called ×${requests}, answered`, answered),
    ...section(
      `errors that ${operation} did not answer`,
      unexercised(errors, ({ code }) => code),
    ),
  ];
}

/** What was exercised, and below it what was not. */
function both<Row extends Counted>(
  done: string,
  missing: string,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): string[] {
  return [
    ...section(done, exercised(rows, nameOf)),
    ...section(missing, unexercised(rows, nameOf)),
  ];
}

function exercised<Row extends Counted>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): string[] {
  return rows
    .filter(({ count }) => count > 0)
    .map((row) => {
      const foreign = row.declared === false ? ' (not in the contract)' : '';
      return `${nameOf(row)} ×${row.count}${foreign}`;
    });
}

function unexercised<Row extends Counted>(
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
