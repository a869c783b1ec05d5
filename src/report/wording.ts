import type { Basis, Check, Outcome, Report } from './report.ts';

/** How many checks came to each outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

/** Counts the checks of a report by their outcome. */
export function countsOf({ checks }: Pick<Report, 'checks'>): Counts {
  const counts = { passed: 0, failed: 0, finding: 0, skipped: 0, unchecked: 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

const NAMES: Readonly<Record<Outcome, readonly [one: string, many: string]>> = {
  failed: ['failed', 'failed'],
  finding: ['finding', 'findings'],
  unchecked: ['unchecked', 'unchecked'],
  skipped: ['skipped', 'skipped'],
  passed: ['passed', 'passed'],
};

/**
 * The whole result in one line, as in `2 failed, 1 finding, 40 passed in 1.2 s; spent 3 of 5 credits`.
 * What a baseline accepts is counted apart, and what was left out is named.
 */
export function summaryOf(report: Report): string {
  const counts = countsOf(report);
  const accepted = report.checks.filter((check) => check.accepted).length;
  const apart = { ...counts, skipped: counts.skipped - accepted };
  const parts = (Object.keys(NAMES) as Outcome[])
    .filter((outcome) => apart[outcome] > 0)
    .map((outcome) => `${apart[outcome]} ${NAMES[outcome][apart[outcome] === 1 ? 0 : 1]}`);
  const all = accepted === 0 ? parts : [...parts, `${accepted} accepted by the baseline`];
  const checked = all.length === 0 ? 'nothing was checked' : all.join(', ');
  const { credits, leftOut = [] } = report;
  const money = credits === undefined ? '' : `; spent ${credits.spent} of ${credits.limit} credits`;
  const rest = leftOut.length === 0 ? '' : `; not looked at: ${leftOut.map(oneLine).join(', ')}`;
  return `${checked} in ${seconds(report.durationMs)}${money}${rest}`;
}

/** Milliseconds as people read them. */
export function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** What a check rests on, in a few words: `documented`, `assumed credits.balance` or `contract`. */
export function basisText(basis: Basis): string {
  return basis.kind === 'assumed' ? `assumed ${basis.assumption}` : basis.kind;
}

/** What is to say about a check beside its title: label and value, in the order of reading. */
export function detailsOf(check: Check): readonly (readonly [label: string, value: string])[] {
  const { expected, seen, pointer, operations = [], models = [], severity, basis, advice } = check;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['expected', expected],
    ['seen', seen],
    ['at', pointer === '' ? undefined : pointer],
    ['of', operations.length === 0 ? undefined : operations.join(', ')],
    ['models', models.length === 0 ? undefined : models.join(', ')],
    ['severity', severity],
    ['basis', basis.kind === 'documented' ? `documented at ${basis.page}` : basisText(basis)],
    ['advice', advice],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

/** The checks of each group, groups in the order of their first check. */
export function byGroup(checks: readonly Check[]): ReadonlyMap<string, readonly Check[]> {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const group = groups.get(check.group);
    if (group === undefined) groups.set(check.group, [check]);
    else group.push(check);
  }
  return groups;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that must not reach a terminal
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;

/** A text that can be shown: without control characters and halves of characters, which a reply could smuggle in. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A printable text in one line. */
export function oneLine(text: string): string {
  return printable(text)
    .replace(/\s*[\r\n\t]\s*/g, ' ')
    .trim();
}
