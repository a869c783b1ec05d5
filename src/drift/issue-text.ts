import { markdownModelTable } from '../report/model-table.ts';
import { type Check, exitCodeOf, type Report } from '../report/report.ts';
import { summaryOf } from '../report/wording.ts';

/** A ready issue: a title on the first line, then a body in Markdown. */
export function issueText(report: Report): string {
  const { checks, problems, target, startedAt } = report;
  const broken = checks.filter(({ outcome }) => outcome === 'failed');
  const findings = checks.filter(({ outcome }) => outcome === 'finding');
  return [
    `# ${titleOf(report, broken.length, findings.length)}`,
    '',
    `Seen at \`${target}\` on ${startedAt.slice(0, 10)}: ${plain(summaryOf(report))}.`,
    ...section(
      'It could not be checked whole',
      problems.map((problem) => `- ${problem}`),
    ),
    ...section('Models', markdownModelTable(checks)),
    ...section('What breaks callers', broken.map(item)),
    ...section('What does not, or refutes an assumption', findings.map(item)),
    '',
  ].join('\n');
}

function titleOf(report: Report, broken: number, findings: number): string {
  if (broken > 0) {
    const others = findings === 0 ? '' : `, ${differences(findings, 'other ')}`;
    return `The Rivya API has moved: ${differences(broken, 'breaking ')}${others}`;
  }
  if (exitCodeOf(report) === 2) return 'The Rivya API could not be compared with its contract';
  return findings > 0
    ? `The Rivya API has moved: ${differences(findings)} that ${findings === 1 ? 'breaks' : 'break'} nobody`
    : 'The Rivya API is as its contract says';
}

function differences(count: number, kind = ''): string {
  return `${count} ${kind}${count === 1 ? 'difference' : 'differences'}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function item({ id, title, severity, pointer, expected, seen, advice }: Check): string {
  const facts = [
    ...(expected === undefined ? [] : [`expected \`${code(expected)}\``]),
    ...(seen === undefined ? [] : [`seen \`${code(seen)}\``]),
    ...(pointer === undefined ? [] : [`at \`${code(pointer)}\``]),
  ];
  const say = advice === undefined ? '' : ` ${advice}`;
  const judged = severity === undefined ? '' : ` (${severity})`;
  return `- [ ] **${plain(title)}**${judged}: ${facts.join(', ')}.${say} (\`${id}\`)`;
}

/** What a server said must not become Markdown, or call people. */
function plain(text: string): string {
  return text.replaceAll(/[*_<>[\]`@#]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

function code(text: string): string {
  return text.replaceAll('`', "'").replaceAll(/\s+/g, ' ');
}
