import type { RecordedExchange } from '../recording/recording.ts';
import type { Check } from '../report/report.ts';

/** Each check in a line of its own, with its verdict, what was expected, and what was seen. */
export function describeChecks(checks: readonly Check[]): readonly string[] {
  return checks.map(({ outcome, severity, group, id, expected, seen, title, basis }) => {
    const verdict =
      basis.kind === 'assumed' ? `refutes ${basis.assumption}` : (severity ?? outcome);
    const difference = [expected && `expected ${expected}`, seen && `seen ${seen}`].filter(Boolean);
    return printable(`    ${verdict}: ${group} ${id}: ${difference.join('; ') || title}`);
  });
}

/** Text without control characters, which could move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?').slice(0, 400);
}

/** An exchange in a line: the status of its reply, and the request. */
export function describeExchange({ request, reply }: RecordedExchange): string {
  return printable(`${reply?.status ?? '---'} ${request.method} ${request.path}`);
}
