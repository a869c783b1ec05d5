import type { Command } from 'commander';

/** Defines the command by which `serve --workers` starts its processes. */
export function addWorker(program: Command): void {
  program.command('worker', { hidden: true }).action(async () => {
    const { fakeOptions } = await import('../serve.ts');
    const { work } = await import('../../server/worker.ts');
    work((sent) => fakeOptions(sent as Parameters<typeof fakeOptions>[0]));
  });
}
