import { inEveryText, redactText } from '../recording/redact.ts';
import type { Report } from './report.ts';
import { renderText, type TextOptions } from './text.ts';

/** The forms that a report can have. */
export const REPORT_FORMATS = ['text', 'junit', 'json', 'markdown', 'github'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The report in one form, ending in a line feed. Whatever looks like a key, token or secret is redacted. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  options: TextOptions = {},
): Promise<string> {
  const safe = inEveryText(report, (text) => redactText(text.replace(CREDENTIALS, '$1')));
  switch (format) {
    case 'text':
      return renderText(safe, options);
    case 'junit':
      return (await import('./junit.ts')).renderJunit(safe);
    case 'json':
      return (await import('./json.ts')).renderJson(safe);
    case 'markdown':
      return (await import('./markdown.ts')).renderMarkdown(safe);
    case 'github':
      return (await import('./github.ts')).renderGithub(safe);
  }
}

/**
 * Whether a stream wants colour: a terminal does, unless NO_COLOR says otherwise (no-color.org); FORCE_COLOR
 * decides for any stream.
 */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

const CREDENTIALS = /(\bhttps?:\/\/)[^\s/?#@]*@/gi;
