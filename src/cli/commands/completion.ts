import { Argument, type Command } from 'commander';

/** Defines the command `completion`. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a completion script, as for: source <(rivya-testkit completion bash)')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => {
      const { completionScript } = await import('../completion.ts');
      process.stdout.write(completionScript(program, shell));
    });
}
