import { type Command, Option } from 'commander';
import { collectNames, hostAndPort, wholeNumber } from '../arguments.ts';

/** Defines the command `conformance`. */
export function addConformance(program: Command): void {
  program
    .command('conformance')
    .description('check a server against the contract, over the wire')
    .addOption(
      new Option('--base-url <url>', 'where the API is')
        .env('RIVYA_BASE_URL')
        .default('https://rivya.ai'),
    )
    .addOption(new Option('--api-key <key>', 'the key to use').env('RIVYA_API_KEY'))
    .option('--max-credits <number>', 'the most credits to spend', wholeNumber(0), 0)
    .addOption(
      new Option('--report <format>', 'how to report')
        .choices(['text', 'junit', 'json', 'markdown', 'github'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --report json').implies({ report: 'json' }))
    .option('--out <file>', 'write the report to a file')
    .option('--only <group...>', 'take these journeys only', collectNames)
    .option('--second-key <key>', 'a key of another account, for checks of ownership')
    .option('--receiver-url <url>', 'a public URL that answers webhooks')
    .option(
      '--receiver-listen <[host:]port>',
      'receive here what comes to the receiver URL, and check it',
      hostAndPort,
    )
    .option('--old-task <id>', 'a task that ended more than a day ago, to fetch its result')
    .option('--rate-limit <number>', 'use up a window of so many requests', wholeNumber(1, 10_000))
    .option('--timeout <ms>', 'how long one reply may take', wholeNumber(1, 600_000), 30_000)
    .option(
      '--total-timeout <ms>',
      'how long the whole run may take',
      wholeNumber(1, 86_400_000),
      1_200_000,
    )
    .option('--yes', 'send the key to a host other than rivya.ai and this machine')
    .option('--list', 'list the journeys and stop')
    .action(async (options) => {
      const { conformance } = await import('../conformance.ts');
      await conformance(options);
    });
}
