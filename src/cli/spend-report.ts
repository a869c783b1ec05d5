import { writeFile } from 'node:fs/promises';
import type { Spend } from '../server/domain/spend.ts';
import { renderSpend } from '../server/spend-report.ts';

/** What shall become of the spend of a run. */
export interface SpendReportOptions {
  readonly maxCredits?: number;
  readonly spendReport?: string;
}

const EXIT_EXCEEDED = 1;
const EXIT_UNWRITTEN = 2;

/** Writes the report where it was asked for, and returns the exit code that follows. */
export async function reportSpend(spend: Spend, options: SpendReportOptions): Promise<number> {
  const { maxCredits = Number.POSITIVE_INFINITY, spendReport } = options;
  try {
    if (spendReport === '-') process.stdout.write(renderSpend(spend, 'text'));
    else if (spendReport !== undefined) {
      const form = spendReport.endsWith('.json') ? 'json' : 'text';
      await writeFile(spendReport, renderSpend(spend, form));
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.stderr.write(`error: Cannot write ${spendReport}: ${code}\n`);
    return EXIT_UNWRITTEN;
  }
  // What is still held counts: a run that ends too early must not look cheap.
  const credits = spend.settled + spend.held;
  if (credits <= maxCredits) return 0;
  process.stderr.write(
    `error: ${credits} credits were spent or are held, over --max-credits ${maxCredits}\n`,
  );
  return EXIT_EXCEEDED;
}
