import { camelCase, renamed } from '../contracts/wire-words.ts';
import type { CallFault } from './domain/call-faults.ts';
import type { CallFaults } from './domain/faults.ts';

/** A fault of calls that still waits, and how far it has come. */
export interface WaitingFault {
  readonly id: string;
  /** With all defaults. */
  readonly plan: CallFault;
  /** Calls that it will still strike; `undefined` where there is no end. */
  readonly left: number | undefined;
  /** Calls that matched so far. */
  readonly matched: number;
  /** Calls that it has struck so far. */
  readonly struck: number;
}

/** The faults of a world's calls, as a test plans them. It stays valid over a reset. */
export interface FaultsHandle {
  /**
   * Plans what shall go wrong with the next matching calls, and returns the id of the plan.
   *
   * @throws {TypeError} if a part of the plan makes no sense.
   */
  inject(fault: CallFault): string;
  /** Faults that still wait for calls, oldest first. */
  list(): WaitingFault[];
  /** Forgets one fault; tells whether it was still waiting. */
  remove(id: string): boolean;
  /** Forgets all faults of calls. */
  clear(): void;
}

/** A handle on faults, which are looked up anew at each use. */
export function createFaultsHandle(find: () => CallFaults): FaultsHandle {
  return {
    inject: (fault) => find().inject(fault),
    list: () =>
      find()
        .list()
        .map((planned) => ({ ...planned, plan: renamed(planned.plan, camelCase) as CallFault })),
    remove: (id) => find().remove(id),
    clear: () => find().clear(),
  };
}
