import * as fc from 'fast-check';
import { Chat, LeaveStream } from './chat-commands.ts';
import type { Command, Lane } from './command.ts';
import {
  Advance,
  Create,
  LeaveAndRetry,
  PlanFailure,
  Poll,
  ReadCredits,
  SetBalance,
} from './generation-commands.ts';
import { ACCOUNTS, type ModelName, PRICES } from './model.ts';
import { AddEndpoint, CountDeliveries, DeleteEndpoint } from './webhook-commands.ts';
import {
  PlannedRefusal,
  Reset,
  SnapshotAndRestore,
  SpoiltReply,
  Upload,
} from './world-commands.ts';

const lane = fc.constantFrom<Lane>(0, 1);
const account = fc.constantFrom(...ACCOUNTS);
const modelName = fc.constantFrom(...(Object.keys(PRICES) as ModelName[]));
const spoilt = fc.constantFrom(
  'reply-lost' as const,
  'reset-during' as const,
  'truncated-json' as const,
  'empty-body' as const,
);
const code = fc.constantFrom('internal_error', 'public_api_disabled', 'rate_limited');
const key = fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined });

/** All commands, the frequent ones several times. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...repeated(
    3,
    fc.tuple(lane, account, modelName, key).map((of) => new Create(...of)),
  ),
  ...repeated(
    3,
    fc.tuple(lane, account, fc.nat(50)).map((of) => new Poll(...of)),
  ),
  ...repeated(
    3,
    fc
      .tuple(lane, fc.constantFrom(0, 1, 999, 1_000, 3_999, 4_000, 5_000))
      .map((of) => new Advance(...of)),
  ),
  fc.tuple(lane, account, modelName).map((of) => new LeaveAndRetry(...of)),
  fc.tuple(lane, modelName).map((of) => new PlanFailure(...of)),
  fc.tuple(lane, account, fc.constantFrom(0, 2, 90, 1_000)).map((of) => new SetBalance(...of)),
  fc.tuple(lane, account).map((of) => new ReadCredits(...of)),
  fc.tuple(lane, account).map((of) => new Chat(...of)),
  fc.tuple(lane, account).map((of) => new LeaveStream(...of)),
  fc.tuple(lane, account).map((of) => new AddEndpoint(...of)),
  fc.tuple(lane, account, account).map((of) => new DeleteEndpoint(...of)),
  lane.map((of) => new CountDeliveries(of)),
  lane.map((of) => new Reset(of)),
  lane.map((of) => new SnapshotAndRestore(of)),
  fc.tuple(lane, account, spoilt).map((of) => new SpoiltReply(...of)),
  fc.tuple(lane, account, code).map((of) => new PlannedRefusal(...of)),
  fc.tuple(lane, account, account).map((of) => new Upload(...of)),
];

function repeated<T>(times: number, one: T): T[] {
  return Array.from({ length: times }, () => one);
}
