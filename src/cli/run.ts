import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** The command line is wrong. */
const EXIT_USAGE = 64;

/** Runs the command that the arguments of this process name; sets its exit code. */
export async function run(): Promise<void> {
  // A reader that has gone away, as in `… | head`, is no failure; a full disk is.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`error: Cannot write the output: ${message}\n`);
    process.exitCode = 2;
  });

  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}
