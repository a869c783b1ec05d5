import { type Command, Option } from 'commander';
import { REPORT_FORMATS } from '../../report/render.ts';
import { collectAssumption, wholeNumber } from '../arguments.ts';

/** Defines the command `proxy`. */
export function addProxy(program: Command): void {
  program
    .command('proxy')
    .description('stand between an app and the API, check what passes, and record it')
    .requiredOption('--target <url>', 'the API; every request goes there, and nowhere else')
    .option(
      '--port <number>',
      'port to listen on; 0 picks a free one',
      wholeNumber(0, 65_535),
      4011,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--record <file>', 'write the redacted exchanges to a file, as JSON Lines')
    .option('--force', 'write over a recording that is there already')
    .addOption(
      new Option('--assume <id=value>', 'what the API is held to; repeatable')
        .argParser(collectAssumption)
        .default({}, 'every switch in its default position'),
    )
    .option('--assume-file <file>', 'hold the API to what drift --write-assumptions has learnt')
    .addOption(
      new Option('--report <format>', 'how to write the report at the end')
        .choices([...REPORT_FORMATS])
        .default('text'),
    )
    .option('--out <file>', 'write the report to a file')
    .option('--quiet', 'do not print a line per exchange')
    .option('--json', 'print lines of JSON: when ready, per exchange, and the report')
    .action(async (options) => {
      const { proxy } = await import('../proxy.ts');
      await proxy(options);
    });
}
