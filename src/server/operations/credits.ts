import type { Operations } from './operation.ts';

export const creditOperations = {
  retrieveCredits: ({ account }) => ({ current_credits: account.ledger.available }),
} satisfies Partial<Operations>;
