import { type Check, exitCodeOf, type Outcome, type Report } from './report.ts';
import { basisText, byGroup, countsOf, detailsOf, oneLine, summaryOf } from './wording.ts';

const SIGNS: Readonly<Record<Outcome, string>> = {
  passed: '✅',
  finding: '🔎',
  failed: '❌',
  skipped: '⏭️',
  unchecked: '⚠️',
};

const VERDICTS = {
  0: 'The contract is kept',
  1: 'The contract is broken',
  2: 'It could not be checked',
} as const;

/** The report as Markdown, fit for the summary of a CI job: what needs attention first, then a table of groups. */
export function renderMarkdown(report: Report): string {
  const of = (outcome: Outcome) => report.checks.filter((check) => check.outcome === outcome);
  const parts = [
    `## ${escapeText(report.tool)} of ${code(report.target)}`,
    `**${VERDICTS[exitCodeOf(report)]}**: ${escapeText(summaryOf(report))}`,
    ...list('Problems', report.problems.map(escapeText)),
    ...list('Failures', of('failed').map(item)),
    ...list('Findings', of('finding').map(item)),
    ...list('Unchecked', of('unchecked').map(item)),
    ...table(report),
    ...skippedList(of('skipped')),
  ];
  return `${parts.join('\n\n')}\n`;
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`### ${title}\n\n${items.map((text) => `- ${text}`).join('\n')}`];
}

function item(check: Check): string {
  const details = detailsOf(check).map(([label, value]) =>
    label === 'basis' ? `  - ${basisLine(check)}` : `  - ${label}: ${code(value)}`,
  );
  return [`${SIGNS[check.outcome]} ${code(check.id)} ${escapeText(check.title)}`, ...details].join(
    '\n',
  );
}

function basisLine({ basis }: Check): string {
  if (basis.kind === 'documented') return `basis: documented at ${code(basis.page)}`;
  return `basis: ${escapeText(basisText(basis))}`;
}

function table({ checks }: Report): string[] {
  if (checks.length === 0) return [];
  const rows = [...byGroup(checks)].map(([group, members]) => {
    const { passed, failed, finding, skipped, unchecked } = countsOf({ checks: members });
    const cells = [failed, finding, skipped + unchecked, passed].map((n) => (n === 0 ? '' : n));
    return `| ${escapeText(group)} | ${cells.join(' | ')} |`;
  });
  const head = '| group | failed | findings | not checked | passed |\n|---|---:|---:|---:|---:|';
  return [`${head}\n${rows.join('\n')}`];
}

function skippedList(checks: readonly Check[]): string[] {
  if (checks.length === 0) return [];
  const lines = checks.map(
    ({ id, advice }) => `- ${code(id)}: ${escapeText(advice ?? 'not looked at')}`,
  );
  const summary = `<summary>${checks.length} skipped</summary>`;
  return [`<details>${summary}\n\n${lines.join('\n')}\n\n</details>`];
}

/** Text that Markdown and HTML leave as it is. */
function escapeText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span, with a fence longer than any row of backticks inside it. */
function code(text: string): string {
  const inner = oneLine(text).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...[...inner.matchAll(/`+/g)].map(([row]) => row.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}
