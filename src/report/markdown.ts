import { codeSpan, escapeMarkdown } from './markdown-escape.ts';
import { markdownModelTable } from './model-table.ts';
import { type Check, exitCodeOf, type Outcome, type Report } from './report.ts';
import { basisText, byGroup, countsOf, detailsOf, summaryOf } from './wording.ts';

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
    `## ${escapeMarkdown(report.tool)} of ${codeSpan(report.target)}`,
    `**${VERDICTS[exitCodeOf(report)]}**: ${escapeMarkdown(summaryOf(report))}`,
    ...list('Problems', report.problems.map(escapeMarkdown)),
    ...models(report),
    ...list('Failures', of('failed').map(item)),
    ...list('Findings', of('finding').map(item)),
    ...list('Unchecked', of('unchecked').map(item)),
    ...table(report),
    ...skippedList(of('skipped')),
  ];
  return `${parts.join('\n\n')}\n`;
}

function models({ checks }: Report): string[] {
  const lines = markdownModelTable(checks);
  return lines.length === 0 ? [] : [`### Models\n\n${lines.join('\n')}`];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`### ${title}\n\n${items.map((text) => `- ${text}`).join('\n')}`];
}

function item(check: Check): string {
  const details = detailsOf(check).map(([label, value]) =>
    label === 'basis' ? `  - ${basisLine(check)}` : `  - ${label}: ${codeSpan(value)}`,
  );
  return [
    `${SIGNS[check.outcome]} ${codeSpan(check.id)} ${escapeMarkdown(check.title)}`,
    ...details,
  ].join('\n');
}

function basisLine({ basis }: Check): string {
  if (basis.kind === 'documented') return `basis: documented at ${codeSpan(basis.page)}`;
  return `basis: ${escapeMarkdown(basisText(basis))}`;
}

function table({ checks }: Report): string[] {
  if (checks.length === 0) return [];
  const rows = [...byGroup(checks)].map(([group, members]) => {
    const { passed, failed, finding, skipped, unchecked } = countsOf({ checks: members });
    const cells = [failed, finding, skipped + unchecked, passed].map((n) => (n === 0 ? '' : n));
    return `| ${escapeMarkdown(group)} | ${cells.join(' | ')} |`;
  });
  const head = '| group | failed | findings | not checked | passed |\n|---|---:|---:|---:|---:|';
  return [`${head}\n${rows.join('\n')}`];
}

function skippedList(checks: readonly Check[]): string[] {
  if (checks.length === 0) return [];
  const lines = checks.map(
    ({ id, advice }) => `- ${codeSpan(id)}: ${escapeMarkdown(advice ?? 'not looked at')}`,
  );
  const summary = `<summary>${checks.length} skipped</summary>`;
  return [`<details>${summary}\n\n${lines.join('\n')}\n\n</details>`];
}
