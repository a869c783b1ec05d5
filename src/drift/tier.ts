import type { LearntPosition } from '../contracts/assumption-file.ts';
import type { Check } from '../report/report.ts';
import { UnsoundDocument } from './located.ts';

/** What one part of a run has found. */
export interface Tier {
  readonly checks: readonly Check[];
  readonly problems: readonly string[];
  readonly patch?: string;
  readonly credits?: { readonly limit: number; readonly spent: number };
  readonly learnt?: readonly LearntPosition[];
  /** Whether nothing came that could be compared. */
  readonly isUnread?: boolean;
}

/** Looks at a part; where it cannot be read, that is its one check and a problem. */
export async function attempt(
  group: string,
  what: string,
  look: () => Promise<{ checks: readonly Check[]; patch?: string }>,
): Promise<Tier> {
  try {
    return { ...(await look()), problems: [] };
  } catch (error) {
    if (!(error instanceof UnsoundDocument)) throw error;
    const check: Check = {
      id: `${group}.unchecked`,
      group,
      title: `The ${what} of the API can be compared with the contract`,
      outcome: 'unchecked',
      basis: { kind: 'contract' },
      advice: error.message,
    };
    return { checks: [check], problems: [error.message], isUnread: true };
  }
}
