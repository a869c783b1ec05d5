import type {
  CoverageCounts,
  CoveragePart,
  CoverageReport,
} from '../contracts/control-coverage.ts';
import { tellCoverage } from './coverage-text.ts';

type Row = Readonly<Record<string, unknown>>;

/** Counts with their sums, and as text. */
export function reportCoverage(counts: CoverageCounts): CoverageReport {
  const refusals = counts.operations.flatMap(({ errors }) =>
    errors.filter(({ declared }) => declared),
  );
  const positions = counts.switches.flatMap(({ positions }) => positions);
  const calls = counts.operations.map(({ requests }) => ({ count: requests }));
  const parts: Record<CoveragePart, readonly { readonly count: number }[]> = {
    operations: calls,
    refusals,
    models: counts.models,
    statuses: counts.statuses,
    errors: counts.errors,
    faults: counts.faults,
    directives: counts.directives,
    positions,
  };
  const summary = Object.entries(parts).map(([part, rows]) => ({
    part: part as CoveragePart,
    exercised: rows.filter(({ count }) => count > 0).length,
    total: rows.length,
  }));
  return { ...counts, summary, text: tellCoverage(counts, summary) };
}

/** The counts of several runs together. Each run may know rows that others do not. */
export function mergeCoverage(runs: readonly CoverageCounts[]): CoverageCounts {
  const merged = runs.reduce<unknown>((sum, run) => add(sum, run), undefined);
  return { ...(merged as CoverageCounts), version: 1 };
}

/** Adds numbers of how often, and lists of rows that are told apart by what else they say. */
function add(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  if (typeof one === 'number') return one + Number(other);
  if (typeof one === 'boolean') return one || other === true;
  if (Array.isArray(one)) return addRows(one, other as Row[]);
  if (typeof one !== 'object' || one === null) return one;
  const parts = Object.entries(one).map(([name, value]) => {
    const isOwn = KEYS.has(name);
    return [name, isOwn ? value : add(value, (other as Row)[name])];
  });
  return Object.fromEntries(parts);
}

/** What tells rows apart. */
const KEYS = new Set([
  'code',
  'directive',
  'kind',
  'model',
  'on',
  'operation',
  'position',
  'status',
  'switch',
]);

function addRows(rows: readonly Row[], others: readonly Row[]): Row[] {
  const sums = new Map(rows.map((row) => [keyOf(row), row]));
  for (const row of others) sums.set(keyOf(row), add(sums.get(keyOf(row)), row) as Row);
  return [...sums.values()];
}

function keyOf(row: Row): string {
  return Object.entries(row)
    .filter(([name]) => KEYS.has(name))
    .map(([, value]) => value)
    .join(' ');
}
