import type { CallFaults, PlannedCallFault } from './domain/faults.ts';

/** A planned fault of calls, for the control plane. */
export function presentFault({ id, left, matched, struck, plan }: PlannedCallFault) {
  return { id, left: left ?? null, matched, struck, plan };
}

/** The faults that still wait for calls, oldest first, for the control plane. */
export function presentFaultList(faults: CallFaults) {
  return { object: 'list' as const, data: faults.list().map(presentFault) };
}
