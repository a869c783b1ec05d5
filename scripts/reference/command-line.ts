import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { fenced } from './markdown.ts';

/** The commands that the help shows, in its order. */
export function shownCommands(program: Command = createProgram()): Command[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.filter((command) => command.name() !== 'help');
}

/** What `--help` prints of the program or of a command, at a width of 100. */
export function helpOf(command: Command): string {
  return command.configureHelp({ helpWidth: 100 }).helpInformation().trim();
}

/** The help of the program and of each of its commands. */
export function commandLine(): string {
  const program = createProgram();
  const chapters = shownCommands(program).map(
    (command) => `## ${command.name()}\n\n${fenced(helpOf(command))}`,
  );
  return [fenced(helpOf(program)), ...chapters].join('\n\n');
}
