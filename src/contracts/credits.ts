import * as z from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { Credits } from './primitives.ts';
import { assumed, documented } from './source.ts';

/** The balance of the account: what the next generation can spend (docs/api-credits). */
export const CreditBalance = z
  .object({ current_credits: Credits })
  .meta({ id: 'CreditBalance', ...documented('credits') });
export type CreditBalance = z.output<typeof CreditBalance>;

export const creditEndpoints = {
  retrieveCredits: defineEndpoint({
    method: 'get',
    path: '/api/v1/credits',
    tag: 'Credits',
    summary: 'Retrieve the credit balance',
    scopes: ['credits:read'],
    scopesSource: assumed('auth.scopes'),
    reply: { kind: 'json', status: 200, schema: CreditBalance },
    errors: [],
    source: documented('credits'),
    example: { reply: { current_credits: 123 } },
  }),
};
