import { type Command, Option } from 'commander';

/** Defines the command `init`. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a first test against the fake into this project')
    .addOption(
      new Option(
        '--runner <name>',
        'the test runner (default: the one that the project has)',
      ).choices(['vitest', 'jest', 'node-test']),
    )
    .option('--dir <folder>', 'where the test is written', 'test')
    .option('--yes', 'do not ask')
    .option('--force', 'replace files that exist')
    .option('--json', 'print what was written as one line of JSON; implies --yes')
    .action(async (options) => {
      const { init } = await import('../init.ts');
      await init(options);
    });
}
