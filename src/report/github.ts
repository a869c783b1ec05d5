import type { Check, Report } from './report.ts';
import { detailsOf, oneLine, summaryOf } from './wording.ts';

/** The report as workflow commands of GitHub Actions: an annotation for each check that needs attention. */
export function renderGithub(report: Report): string {
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed');
  const doubtful = report.checks.filter(
    ({ outcome }) => outcome === 'finding' || outcome === 'unchecked',
  );
  const lines = [
    ...failed.map((check) => annotation('error', check)),
    ...doubtful.map((check) => annotation('warning', check)),
    ...report.problems.map((problem) =>
      command('error', `${report.tool} problem`, oneLine(problem)),
    ),
    command('notice', `${report.tool} of ${oneLine(report.target)}`, summaryOf(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function annotation(kind: 'error' | 'warning', check: Check): string {
  const details = detailsOf(check).map(([label, value]) => `${label}: ${oneLine(value)}`);
  return command(kind, oneLine(check.id), [oneLine(check.title), ...details].join('\n'));
}

function command(kind: string, title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
