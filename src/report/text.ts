import { textModelTable } from './model-table.ts';
import type { Check, Outcome, Report } from './report.ts';
import { basisText, byGroup, detailsOf, oneLine, summaryOf } from './wording.ts';

/** How the text is shown. */
export interface TextOptions {
  /** @default false */
  readonly color?: boolean;
}

const SIGNS: Readonly<Record<Outcome, readonly [sign: string, color: number]>> = {
  passed: ['✓', 32],
  finding: ['?', 33],
  failed: ['✗', 31],
  skipped: ['-', 90],
  unchecked: ['!', 35],
};

/** So many skipped checks of one reason have a line each. */
const MOST_SKIPPED = 5;

const LABEL_WIDTH = 'expected'.length;

/** The report for people: every check by group, then what needs attention, then one line of result. */
export function renderText(report: Report, { color = false }: TextOptions = {}): string {
  const paint = color ? (code: number, text: string) => `\u001b[${code}m${text}\u001b[0m` : plain;
  const width = Math.max(0, ...report.checks.map(({ id }) => oneLine(id).length));
  const groups = [...byGroup(report.checks)].map(([group, checks]) =>
    [paint(1, oneLine(group)), ...linesOf(checks, width, paint).map((row) => `  ${row}`)].join(
      '\n',
    ),
  );
  const of = (outcome: Outcome) => report.checks.filter((check) => check.outcome === outcome);
  const sections = [
    `${report.tool} of ${oneLine(report.target)}`,
    ...groups,
    ...models(report, paint),
    ...section('Unchecked', of('unchecked'), paint),
    ...section('Findings', of('finding'), paint),
    ...section('Failures', of('failed'), paint),
    ...problems(report.problems, paint),
    summaryOf(report),
  ];
  return `${sections.join('\n\n')}\n`;
}

type Paint = (code: number, text: string) => string;

function plain(_code: number, text: string): string {
  return text;
}

/** A line for each check; where many were skipped for one reason, they share theirs. */
function linesOf(checks: readonly Check[], width: number, paint: Paint): string[] {
  const reasons = new Map<string, number>();
  for (const { outcome, advice } of checks) {
    if (outcome === 'skipped' && advice !== undefined) {
      reasons.set(advice, (reasons.get(advice) ?? 0) + 1);
    }
  }
  const shared = [...reasons].filter(([, count]) => count > MOST_SKIPPED);
  const isShared = ({ outcome, advice }: Check) =>
    outcome === 'skipped' && shared.some(([reason]) => reason === advice);
  return [
    ...checks.filter((check) => !isShared(check)).map((check) => line(check, width, paint)),
    ...shared.map(
      ([reason, count]) =>
        `${paint(90, '-')} ${count} checks ${paint(90, `(skipped: ${oneLine(reason)})`)}`,
    ),
  ];
}

function line(check: Check, width: number, paint: Paint): string {
  const [sign, code] = SIGNS[check.outcome];
  const start = `${paint(code, sign)} ${oneLine(check.id).padEnd(width)}  ${oneLine(check.title)}`;
  if (check.outcome === 'skipped' && check.advice !== undefined) {
    return `${start} ${paint(90, `(skipped: ${oneLine(check.advice)})`)}`;
  }
  return `${start} ${paint(90, `(${basisText(check.basis)})`)}`;
}

function models({ checks }: Report, paint: Paint): string[] {
  const lines = textModelTable(checks).map((row) => `  ${row}`);
  return lines.length === 0 ? [] : [`${paint(1, 'Models')}\n${lines.join('\n')}`];
}

function section(title: string, checks: readonly Check[], paint: Paint): string[] {
  if (checks.length === 0) return [];
  const blocks = checks.map((check) => {
    const [sign, code] = SIGNS[check.outcome];
    const rows = detailsOf(check).map(
      ([label, value]) => `      ${label.padEnd(LABEL_WIDTH)}  ${oneLine(value)}`,
    );
    const head = `  ${paint(code, `${sign} ${oneLine(check.id)}`)}  ${oneLine(check.title)}`;
    return [head, ...rows].join('\n');
  });
  return [`${paint(1, title)}\n${blocks.join('\n')}`];
}

function problems(texts: readonly string[], paint: Paint): string[] {
  if (texts.length === 0) return [];
  const lines = texts.map((text) => `  ${paint(31, '!')} ${oneLine(text)}`);
  return [`${paint(1, 'Problems')}\n${lines.join('\n')}`];
}
