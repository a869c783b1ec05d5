import { codeSpan, escapeMarkdown } from './markdown-escape.ts';
import type { Check } from './report.ts';
import { oneLine } from './wording.ts';

const HEAD = ['model', 'field', 'contract', 'live', 'severity'] as const;
const MOST_IN_TEXT = 40;

/** What differs of models, a row each: model, field, what the contract has, what is live, severity. */
function rowsOf(checks: readonly Check[]): readonly (readonly string[])[] {
  return checks.filter(isModelDifference).map((check) => {
    const { id, models: [model = ''] = [], pointer = '', expected = '', seen = '' } = check;
    const field = pointer.split('/').slice(3).join('/') || id.replace('catalogue.', '');
    return [model, field, expected, seen, check.severity ?? ''].map(oneLine);
  });
}

function isModelDifference({ group, outcome }: Check): boolean {
  return group === 'catalogue' && (outcome === 'failed' || outcome === 'finding');
}

/** The table in aligned columns, long values cut; no line where no model differs. */
export function textModelTable(checks: readonly Check[]): readonly string[] {
  const rows = rowsOf(checks).map((row) => row.map(shortened));
  if (rows.length === 0) return [];
  const widths = HEAD.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The table in Markdown; no line where no model differs. */
export function markdownModelTable(checks: readonly Check[]): readonly string[] {
  const rows = rowsOf(checks);
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(([model = '', field = '', contract = '', live = '', severity = '']) =>
    line([...[model, field, contract, live].map(codeSpan), escapeMarkdown(severity)]),
  );
  return [line(HEAD), line(HEAD.map(() => '---')), ...body];
}

function shortened(text: string): string {
  return text.length > MOST_IN_TEXT ? `${text.slice(0, MOST_IN_TEXT - 1)}…` : text;
}
