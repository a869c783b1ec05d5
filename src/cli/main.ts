#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** The command line is wrong. */
const EXIT_USAGE = 64;

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
}
