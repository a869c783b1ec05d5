import type { Command } from 'commander';

/** Defines the command `story`. */
export function addStory(program: Command): void {
  program
    .command('story')
    .description('tell what happened to a generation, a chat turn, a file or a webhook endpoint')
    .argument('<id>', 'its id, as in task_…')
    .option('--base-url <url>', 'address of the fake (default: RIVYA_BASE_URL)')
    .option('--api-key <key>', 'key of the world (default: RIVYA_API_KEY)')
    .option('--control-token <token>', 'token of the control plane, where it demands one')
    .option('--json', 'print the story as JSON')
    .action(async (id, options) => {
      const { story } = await import('../story.ts');
      await story(id, options);
    });
}
