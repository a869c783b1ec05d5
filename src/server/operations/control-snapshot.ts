import type { snapshotControl } from '../../contracts/control-snapshot.ts';
import { ApiError } from '../domain/api-error.ts';
import { SnapshotRefused } from '../domain/restoring.ts';
import { ALL_FILES, NO_FILES, snapshotWorld } from '../domain/world-snapshots.ts';
import { presentTime } from '../presenters.ts';
import type { ControlOperations } from './operation.ts';

export const snapshotControlOperations = {
  takeSnapshot: ({ query }, world) =>
    snapshotWorld(world, query.files === 'true' ? ALL_FILES : NO_FILES),
  restoreSnapshot: ({ body }, world, { restore }) => {
    const { name, clock } = refusingHttp(() => restore(world, body));
    return { world: name, now: presentTime(clock.now()) };
  },
} satisfies Pick<ControlOperations, keyof typeof snapshotControl>;

/** Over HTTP, what is wrong with an argument in JavaScript is a refusal. */
function refusingHttp<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof SnapshotRefused) throw new ApiError('validation_failed', error.message);
    throw error;
  }
}
