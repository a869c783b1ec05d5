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
  const { maxCredits, spendReport, coverage } = options;
  const isWritten = [
    await write(coverage, () => {
      const covered = fake.coverage();
      return { text: `${covered.text}\n`, json: `${JSON.stringify(covered)}\n` };
    }),
    await write(spendReport, () => {
      const spend = fake.spend();
      return { text: renderSpend(spend, 'text'), json: renderSpend(spend, 'json') };
    }),
  ];
  if (isWritten.includes(false)) return EXIT_UNWRITTEN;
  if (maxCredits === undefined) return 0;
  // What is still held counts: a run that ends too early must not look cheap.
  const { settled, held } = fake.spend();
  const credits = settled + held;
  if (credits <= maxCredits) return 0;
  process.stderr.write(
    `error: ${credits} credits were spent or are held, over --max-credits ${maxCredits}\n`,
  );
  return EXIT_EXCEEDED;
}

/** Writes a report to a file, as JSON if it is named so, or prints it; tells whether that went well. */
async function write(
  file: string | undefined,
  render: () => { readonly text: string; readonly json: string },
): Promise<boolean> {
  if (file === undefined) return true;
  try {
    const { text, json } = render();
    if (file === '-') process.stdout.write(text);
    else await writeFile(file, file.endsWith('.json') ? json : text);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.stderr.write(`error: Cannot write ${file}: ${code}\n`);
    return false;
  }
}
