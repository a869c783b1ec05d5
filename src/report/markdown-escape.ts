import { oneLine } from './wording.ts';

/** Text that Markdown and HTML leave as it is. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span, with a fence longer than any row of backticks inside it; an empty text has none. */
export function codeSpan(text: string): string {
  if (text === '') return '';
  const inner = oneLine(text).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...[...inner.matchAll(/`+/g)].map(([row]) => row.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}
