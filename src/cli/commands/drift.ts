import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../arguments.ts';

const DRIFT_FORMATS = ['text', 'junit', 'json', 'markdown', 'github', 'issue'] as const;

/** A form of the report, and the file that it is written to. */
export interface ReportFile {
  readonly format: (typeof DRIFT_FORMATS)[number];
  readonly file: string;
}

/** Reads `format=file`, and adds it to those before. */
function collectForm(text: string, before: readonly ReportFile[]): readonly ReportFile[] {
  const [name, file = ''] = text.split(/=(.*)/s);
  const format = DRIFT_FORMATS.find((one) => one === name);
  if (format !== undefined && file !== '') return [...before, { format, file }];
  throw new InvalidArgumentError(`Expected format=file with one of ${DRIFT_FORMATS.join(', ')}.`);
}

/** What only probes can do. */
const PROBING = ['maxCredits', 'restrictedKey', 'writeAssumptions'];
/** What only an API can answer. */
const ASKING = [
  ...PROBING,
  'document',
  'writePatch',
  'yes',
  'timeout',
  'totalTimeout',
  'probes',
  'cosmetic',
];

/** Defines the command `drift`. */
export function addDrift(program: Command): void {
  program
    .command('drift')
    .description('say where the real API has moved away from the contract')
    .option('--base-url <url>', 'the API to look at, such as https://rivya.ai')
    .addOption(
      new Option(
        '--recording <file>',
        'look at a recording of the proxy or a HAR file instead',
      ).conflicts(ASKING),
    )
    .addOption(
      new Option('--api-key <key>', 'look at more than what is public').env('RIVYA_API_KEY'),
    )
    .option('--restricted-key <key>', 'a key that lacks a scope, to see it refused')
    .option('--max-credits <number>', 'credits that may be spent', wholeNumber(0, 1e9), 0)
    .option('--document <file>', 'compare this OpenAPI document instead of the published one')
    .option('--only <names>', 'operations and models that matter: a list with commas, or a file')
    .option('--baseline <file>', 'accepted differences, in JSON or YAML')
    .option('--write-baseline <file>', 'write a baseline that accepts what differs now')
    .option('--reason <text>', 'the reason that --write-baseline notes')
    .option('--write-assumptions <file>', 'write what was learnt, for serve --assume-file')
    .option('--write-patch <file>', 'write the catalogue as it is now, as a diff for git apply')
    .option('--timeout <ms>', 'how long one reply may take', wholeNumber(1, 600_000), 30_000)
    .option(
      '--total-timeout <ms>',
      'how long the whole run may take',
      wholeNumber(1, 86_400_000),
      600_000,
    )
    .option('--yes', 'send the key to a host other than rivya.ai and this machine')
    .addOption(new Option('--no-probes', 'compare documents and models only').conflicts(PROBING))
    .option('--cosmetic', 'also report texts and names')
    .addOption(
      new Option('--report <format>', 'how to write the report')
        .choices([...DRIFT_FORMATS])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --report json').implies({ report: 'json' }))
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--also <format=file>', 'write the report in another form as well; repeatable')
        .argParser(collectForm)
        .default([], 'none'),
    )
    .action(async (options) => {
      const { drift } = await import('../drift.ts');
      await drift(options, program);
    });
}
