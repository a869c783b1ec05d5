import { type Command, Option } from 'commander';
import { collectAssumption, collectWorld, number, wholeNumber } from '../arguments.ts';

/** Defines the command `serve`. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('start the fake')
    .option(
      '--port <number>',
      'port to listen on; 0 picks a free one',
      wholeNumber(0, 65_535),
      4010,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--seed <text>', 'decides every id and every draw of chance', '1')
    .addOption(
      new Option('--clock <mode>', 'how the time of each world passes')
        .choices(['realtime', 'manual', 'per-request'])
        .default('realtime'),
    )
    .option('--speed <factor>', 'world time per real time', number(1e-6, 1e6), 1)
    .option('--step <ms>', 'world time per request with --clock per-request', wholeNumber(0), 1000)
    .option(
      '--credits <number>',
      'what each account can spend at first',
      wholeNumber(0, 1e12),
      1000,
    )
    .option(
      '--rate-limit <number>',
      'requests per key in 60 s (default: no limit)',
      wholeNumber(1, 1e9),
    )
    .addOption(
      new Option('--timing <profile>', 'how long generations take')
        .choices(['short', 'realistic'])
        .default('short'),
    )
    .addOption(
      new Option('--assume <id=value>', 'turn a switch of the assumption register; repeatable')
        .argParser(collectAssumption)
        .default({}, 'every switch in its default position'),
    )
    .option('--assume-file <file>', 'turn the switches that drift --write-assumptions has learnt')
    .option(
      '--scenario <file>',
      'worlds begin with this scenario: a JSON or YAML file, or the name of a ready-made one',
    )
    .addOption(
      new Option('--scenario-world <name>', 'only this world begins with it; repeatable').argParser(
        collectWorld,
      ),
    )
    .option('--no-directives', 'do not obey [[rivya: …]] in what requests say')
    .option('--replay <file>', 'answer what a recording or HAR file holds as it was recorded')
    .option('--replay-only', 'refuse what the recording of --replay does not hold')
    .option('--forward-webhooks <url>', 'deliver every webhook to this URL instead')
    .option('--allow-local-webhooks', 'accept local URLs as webhook endpoints')
    .option('--deliver-webhooks', 'deliver webhooks to public URLs over the network')
    .option('--control-token <token>', 'demand this token on the control plane')
    .option('--public-url <url>', 'the address of a proxy in front of the fake')
    .option('--workers <number>', 'processes that share the worlds', wholeNumber(1, 64), 1)
    .option('--state <file>', 'keep all worlds in this file, over restarts')
    .option('--max-credits <number>', 'exit with 1 if more was spent', wholeNumber(0, 1e12))
    .option(
      '--spend-report <file>',
      'write at the end what was spent; JSON if named .json, - prints it',
    )
    .option(
      '--coverage <file>',
      'write at the end what was exercised; JSON if named .json, - prints it',
    )
    .option('--json', 'print one line of JSON when ready, and nothing else')
    .option('--quiet', 'do not print a line per request')
    .action(async ({ scenarioWorld, ...options }) => {
      const { serve } = await import('../serve.ts');
      await serve(
        scenarioWorld === undefined ? options : { ...options, scenarioWorlds: scenarioWorld },
      );
    });
}
