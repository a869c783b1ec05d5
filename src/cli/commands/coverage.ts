import type { Command } from 'commander';
import { wholeNumber } from '../arguments.ts';

/** Defines the command `coverage`. */
export function addCoverage(program: Command): void {
  program
    .command('coverage')
    .description('tell what runs have exercised together, and what not')
    .argument('<files...>', 'what serve --coverage has written, as JSON')
    .option('--out <file>', 'write the report there; JSON if named .json')
    .option('--fail-under <percent>', 'exit with 1 if less was exercised', wholeNumber(0, 100))
    .option('--json', 'print the report as JSON')
    .action(async (files, options) => {
      const { coverage } = await import('../coverage.ts');
      await coverage(files, options);
    });
}
