import type { GenerationSnapshot } from '../../contracts/snapshot.ts';
import type { Life } from './generation-lives.ts';
import type { GenerationRecord } from './generation-record.ts';
import { type GenerationPlan, restoredPlan } from './plans.ts';
import { checkTimes, type Restoring, refuse } from './restoring.ts';

/** A generation as a snapshot holds it; written out, as copies of what is left of an object are slow. */
export function snapshotGeneration(
  record: GenerationRecord,
  life: Life | undefined,
): GenerationSnapshot {
  const { outputs } = record;
  return {
    id: record.id,
    account: record.account.name,
    model: record.model,
    prompt: record.prompt ?? null,
    params: withoutTokens(record.params),
    frame: record.frame ?? null,
    reservedCredits: record.reservedCredits,
    createdAtMs: record.createdAtMs,
    updatedAtMs: record.updatedAtMs,
    status: record.status,
    finalCredits: record.finalCredits,
    outputs: outputs === undefined ? null : [...outputs],
    error: record.error ?? null,
    life: life === undefined ? null : snapshotLife(life),
  };
}

function snapshotLife({ plan, processingMs, next }: Life): GenerationSnapshot['life'] {
  const { dueMs, order } = next;
  return { plan: plan === undefined ? null : { ...plan }, processingMs, next: { dueMs, order } };
}

/** Duration tokens were checked when the generation began, and are secrets. */
function withoutTokens(params: GenerationRecord['params']): GenerationSnapshot['params'] {
  const items = params['referenceMediaItems'];
  if (!Array.isArray(items)) return params;
  const bare = items.map(({ durationToken: _secret, ...item }) => item);
  return { ...params, referenceMediaItems: bare };
}

/** A generation of a snapshot as the fake remembers it. */
export function recordOf(
  { life: _life, account, prompt, frame, outputs, error, ...snapshot }: GenerationSnapshot,
  path: string,
  restoring: Restoring,
): GenerationRecord {
  checkTimes(path, snapshot, ['createdAtMs', 'updatedAtMs'], restoring.nowMs);
  return {
    ...snapshot,
    account: restoring.account(account, `${path}.account`),
    prompt: prompt ?? undefined,
    frame: frame ?? undefined,
    outputs: outputs ?? undefined,
    error: error ?? undefined,
  };
}

/**
 * The plan of a running generation, whose credits its account must hold.
 *
 * @throws {SnapshotRefused} if they are not held, the generation has ended, or the plan makes no sense.
 */
export function planOf(
  { status, reservedCredits, account, id }: GenerationRecord,
  life: GenerationSnapshot['life'],
  path: string,
): GenerationPlan | undefined {
  if (life === null) return undefined;
  if (status !== 'queued' && status !== 'processing') {
    refuse(`${path}.life`, `null, as the generation is ${status}`, life);
  }
  const held = account.ledger.held.get(id);
  if (held !== reservedCredits) {
    const expected = `the ${held ?? 'no'} credits that its account holds for it`;
    refuse(`${path}.reservedCredits`, expected, reservedCredits);
  }
  return life.plan === null ? undefined : restoredPlan(life.plan, `${path}.life.plan`);
}
