import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startFake } from '../../src/index.ts';
import { executed, newModel } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Wire } from './wire.ts';

/** How many commands a run plays; set RIVYA_MODEL_COMMANDS for more. */
const WANTED = Number(process.env['RIVYA_MODEL_COMMANDS'] || 100_000);
const PER_STORY = 400;
const SEED = Number(process.env['RIVYA_MODEL_SEED'] || 20_260_511);

test(`${WANTED} random commands leave two worlds as their model says`, {
  timeout: 60_000 + WANTED * 5,
}, async () => {
  const fake = await startFake();
  const wire = new Wire(fake.url);
  let stories = 0;
  const property = fc.asyncProperty(
    fc.commands(COMMANDS, { maxCommands: PER_STORY, size: 'max' }),
    async (commands) => {
      const name = `story-${stories++}`;
      const worlds = [fake.world(`${name}-a`), fake.world(`${name}-b`)] as const;
      await fc.asyncModelRun(() => ({ model: newModel(), real: { wire, worlds } }), commands);
    },
  );

  for (let round = 0; executed.commands < WANTED; round += 1) {
    await fc.assert(property, { seed: SEED + round, numRuns: 20 });
  }

  expect([...executed.byName.keys()].length).toBe(17);
  wire.close();
  await fake.close();
});
