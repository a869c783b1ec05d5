import type { Command } from 'commander';
import { wholeNumber } from '../arguments.ts';

/** Defines the command `doctor`. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with the setup of this project')
    .option(
      '--base-url <url>',
      'address of the fake (default: RIVYA_BASE_URL, else http://127.0.0.1:4010)',
    )
    .option('--api-key <key>', 'key to look at (default: RIVYA_API_KEY)')
    .option('--timeout <ms>', 'how long to wait for the fake', wholeNumber(1, 60_000), 2_000)
    .option('--json', 'print one line of JSON')
    .action(async (options) => {
      const { doctor } = await import('../doctor.ts');
      await doctor(options);
    });
}
