import * as z from 'zod';

/** What every state file calls itself. */
export const STATE_FORMAT = 'rivya-testkit/state';

/** The version of state files that this version of the fake writes and reads. */
export const STATE_VERSION = 1;

/** A file that keeps the worlds of a fake; each snapshot is held to its own schema. */
export const StateFile = z.strictObject({
  format: z.literal(STATE_FORMAT),
  version: z.literal(STATE_VERSION),
  worlds: z.array(
    z.strictObject({
      takenAtMs: z.int().min(0).describe('The real time of the snapshot.'),
      snapshot: z.unknown(),
    }),
  ),
});
export type StateFile = z.output<typeof StateFile>;
