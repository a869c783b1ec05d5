import { compiled } from '../../contracts/compiled.ts';
import { explain } from '../../contracts/explain.ts';
import { SnapshotHeader, WorldSnapshot } from '../../contracts/snapshot.ts';
import { SnapshotRefused } from './restoring.ts';

/**
 * A value as a snapshot, with nothing of the value itself in it.
 *
 * @throws {SnapshotRefused} if its version or its shape does not fit, naming the field.
 */
export function parseSnapshot(value: unknown, root = 'the snapshot'): WorldSnapshot {
  const header = SnapshotHeader.safeParse(value);
  if (!header.success) throw new SnapshotRefused(explain(header.error.issues, value, root));
  const result = compiled(WorldSnapshot).safeParse(value);
  if (!result.success) throw new SnapshotRefused(explain(result.error.issues, value, root));
  return result.data;
}
