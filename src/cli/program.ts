import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { addCompletion } from './commands/completion.ts';
import { addConformance } from './commands/conformance.ts';
import { addCoverage } from './commands/coverage.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrift } from './commands/drift.ts';
import { addInit } from './commands/init.ts';
import { addOpenApi } from './commands/openapi.ts';
import { addProxy } from './commands/proxy.ts';
import { addServe } from './commands/serve.ts';
import { addStory } from './commands/story.ts';
import { addWorker } from './commands/worker.ts';

/** Every command, in the order of the help. */
const COMMANDS = [
  addServe,
  addStory,
  addCoverage,
  addProxy,
  addOpenApi,
  addConformance,
  addDrift,
  addInit,
  addDoctor,
  addCompletion,
  addWorker,
];

/** The command line: all commands and their options. Commands are loaded when they are called. */
export function createProgram(): Command {
  const program = new Command('rivya-testkit')
    .description('A stateful fake of the Rivya Public API v1, and the tools around its contract')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showHelpAfterError('(add --help for all options)')
    .exitOverride();
  for (const add of COMMANDS) add(program);
  return program;
}
