import { type Command, Option } from 'commander';

/** Defines the command `openapi`. */
export function addOpenApi(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI document of the API')
    .addOption(
      new Option('--format <format>', 'how to write it').choices(['json', 'yaml']).default('json'),
    )
    .option('--out <file>', 'write it to a file')
    .action(async (options) => {
      const { openapi } = await import('../openapi.ts');
      await openapi(options);
    });
}
