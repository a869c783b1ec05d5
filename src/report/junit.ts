import XmlBuilder from 'fast-xml-builder';
import type { Check, Report } from './report.ts';
import { byGroup, countsOf, detailsOf, oneLine, printable, summaryOf } from './wording.ts';

const builder = new XmlBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
  indentBy: '  ',
});

/** The report as JUnit XML: findings have passed and say so in `system-out`; problems are errors. */
export function renderJunit(report: Report): string {
  const suites = [...byGroup(report.checks)].map(([group, checks]) => suite(group, checks));
  const all = report.problems.length === 0 ? suites : [...suites, problemSuite(report.problems)];
  const counts = countsOf(report);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': `${report.tool} of ${oneLine(report.target)}`,
      '@tests': String(report.checks.length + report.problems.length),
      '@failures': String(counts.failed),
      '@errors': String(report.problems.length + counts.unchecked),
      '@skipped': String(counts.skipped),
      '@time': inSeconds(report.durationMs),
      '@timestamp': report.startedAt,
      testsuite: all,
      'system-out': summaryOf(report),
    },
  };
  return builder.build(document);
}

function suite(group: string, checks: readonly Check[]) {
  const counts = countsOf({ checks });
  const durationMs = checks.reduce((sum, check) => sum + (check.durationMs ?? 0), 0);
  return {
    '@name': oneLine(group),
    '@tests': String(checks.length),
    '@failures': String(counts.failed),
    '@errors': String(counts.unchecked),
    '@skipped': String(counts.skipped),
    '@time': inSeconds(durationMs),
    testcase: checks.map(testCase),
  };
}

function testCase(check: Check) {
  return {
    '@classname': oneLine(check.group),
    '@name': oneLine(`${check.id}: ${check.title}`),
    '@time': inSeconds(check.durationMs ?? 0),
    ...verdict(check),
  };
}

function verdict(check: Check) {
  const text = detailsOf(check)
    .map(([label, value]) => `${label}: ${printable(value)}`)
    .join('\n');
  const message = oneLine(check.seen ?? check.advice ?? check.title);
  switch (check.outcome) {
    case 'passed':
      return {};
    case 'failed':
      return { failure: { '@message': message, '@type': check.id, '#text': text } };
    case 'unchecked':
      return { error: { '@message': message, '@type': check.id, '#text': text } };
    case 'skipped':
      return { skipped: { '@message': oneLine(check.advice ?? 'not looked at') } };
    case 'finding':
      return { 'system-out': `finding\n${text}` };
  }
}

function problemSuite(problems: readonly string[]) {
  return {
    '@name': 'problems',
    '@tests': String(problems.length),
    '@failures': '0',
    '@errors': String(problems.length),
    '@skipped': '0',
    '@time': '0.000',
    testcase: problems.map((problem, index) => ({
      '@classname': 'problems',
      '@name': `problem ${index + 1}`,
      '@time': '0.000',
      error: { '@message': oneLine(problem), '@type': 'problem' },
    })),
  };
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
