import * as z from 'zod';
import { Credits, Timestamp } from './primitives.ts';
import { OWN } from './source.ts';

/** The most that an account can hold; sums stay exact far beyond it. */
export const MAX_BALANCE = 1e12;

export const SetCredits = z
  .object({
    balance: z.int().min(0).max(MAX_BALANCE).describe('What the account can spend from now on.'),
  })
  .meta({ id: 'SetCredits', ...OWN });

/** The balance of an account. */
export const WorldCredits = z.object({ balance: Credits }).meta({ id: 'WorldCredits', ...OWN });

/** One move of credits. */
export const LedgerEntry = z
  .object({
    kind: z.enum(['grant', 'reserve', 'settle', 'release']),
    amount: z.int().describe('Credits moved; a grant is negative where it takes credits away.'),
    reference: z.string().nullable().describe('Id of the generation or chat turn.'),
    at: Timestamp,
  })
  .meta({ id: 'LedgerEntry', ...OWN });

/** The credits of one account; granted = available + reserved + settled, always. */
export const LedgerState = z
  .object({
    granted: z.int().min(0),
    available: Credits,
    reserved: Credits,
    settled: Credits,
    entries: z.array(LedgerEntry),
  })
  .meta({ id: 'LedgerState', ...OWN });
