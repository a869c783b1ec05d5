import { writeFile } from 'node:fs/promises';
import type { Fake } from '../server/fake.ts';
import { renderSpend } from '../server/spend-report.ts';

/** What shall be told of a run at its end. */
export interface RunReportOptions {
  readonly maxCredits?: number;
  readonly spendReport?: string;
  readonly coverage?: string;
}

const EXIT_EXCEEDED = 1;
const EXIT_UNWRITTEN = 2;

/** Writes the reports where they were asked for, and returns the exit code that follows. */
export async function reportRun(fake: Fake, options: RunReportOptions): Promise<number> {
  const { maxCredits = Number.POSITIVE_INFINITY, spendReport, coverage } = options;
  const spend = fake.spend();
  const covered = fake.coverage();
  const isWritten = [
    await write(coverage, { text: `${covered.text}\n`, json: `${JSON.stringify(covered)}\n` }),
    await write(spendReport, {
      text: renderSpend(spend, 'text'),
      json: renderSpend(spend, 'json'),
    }),
  ];
  if (isWritten.includes(false)) return EXIT_UNWRITTEN;
  // What is still held counts: a run that ends too early must not look cheap.
  const credits = spend.settled + spend.held;
  if (credits <= maxCredits) return 0;
  process.stderr.write(
    `error: ${credits} credits were spent or are held, over --max-credits ${maxCredits}\n`,
  );
  return EXIT_EXCEEDED;
}

/** Writes a report to a file, as JSON if it is named so, or prints it; tells whether that went well. */
async function write(
  file: string | undefined,
  { text, json }: { readonly text: string; readonly json: string },
): Promise<boolean> {
  try {
    if (file === '-') process.stdout.write(text);
    else if (file !== undefined) await writeFile(file, file.endsWith('.json') ? json : text);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.stderr.write(`error: Cannot write ${file}: ${code}\n`);
    return false;
  }
}
