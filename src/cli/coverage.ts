import { readFile, writeFile } from 'node:fs/promises';
import { CoverageCounts, type CoverageReport } from '../contracts/control-coverage.ts';
import { explain } from '../contracts/explain.ts';
import { mergeCoverage, reportCoverage } from '../server/coverage-report.ts';

/** The options of the command `coverage`. */
export interface CoverageOptions {
  readonly out?: string;
  readonly failUnder?: number;
  readonly json?: boolean;
}

const EXIT_UNDER = 1;
/** A file cannot be read, is no coverage, or cannot be written. */
const EXIT_FAILED = 2;

/** Tells what the runs of some files have exercised together. */
export async function coverage(files: readonly string[], options: CoverageOptions): Promise<void> {
  try {
    const report = reportCoverage(mergeCoverage(await Promise.all(files.map(read))));
    if (options.out === undefined) process.stdout.write(render(report, options.json));
    else await write(options.out, report, options);
    judge(report, options);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    process.exitCode = EXIT_FAILED;
  }
}

async function read(file: string): Promise<CoverageCounts> {
  const text = await readFile(file, 'utf8').catch(({ code }) => {
    throw new Error(`Cannot read ${file}: ${code}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`Cannot read ${file}: it is no JSON; name the file of serve --coverage .json`);
  }
  const parsed = CoverageCounts.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = explain(parsed.error.issues, value, 'the coverage');
  throw new Error(`Cannot read ${file}: it is no coverage of a run: ${reason}`);
}

function render(report: CoverageReport, isJson = false): string {
  return isJson ? `${JSON.stringify(report)}\n` : `${report.text}\n`;
}

async function write(
  file: string,
  report: CoverageReport,
  { json = file.endsWith('.json') }: CoverageOptions,
): Promise<void> {
  await writeFile(file, render(report, json)).catch(({ code }) => {
    throw new Error(`Cannot write ${file}: ${code}`);
  });
}

/** Of everything that there is to exercise, in all parts together. */
function judge({ summary }: CoverageReport, { failUnder = 0 }: CoverageOptions): void {
  const sum = (name: 'exercised' | 'total') => summary.reduce((all, part) => all + part[name], 0);
  const percent = (100 * sum('exercised')) / Math.max(sum('total'), 1);
  if (percent >= failUnder) return;
  process.stderr.write(
    `error: ${percent.toFixed(1)} % was exercised, under --fail-under ${failUnder}\n`,
  );
  process.exitCode = EXIT_UNDER;
}
