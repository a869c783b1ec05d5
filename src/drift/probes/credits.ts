import { CreditBalance } from '../../contracts/credits.ts';
import { fact, type Probe, settle } from './probe.ts';
import { shown } from './shown.ts';

/** The balance, and what a query does to it. */
export const creditsProbe: Probe = {
  id: 'credits',
  title: 'the balance of the account',
  needs: 'key',
  operations: ['retrieveCredits'],
  settles: ['request.query'],
  run: async ({ wire }) => {
    const plain = await wire.ask({ path: '/api/v1/credits' });
    const queried = await wire.ask({ path: '/api/v1/credits?rivya_testkit_probe=1' });
    const isBalance = plain.status === 200 && CreditBalance.safeParse(plain.json).success;
    return [
      fact('credits.balance', {
        title: 'the balance is a whole number of credits',
        page: 'credits',
        holds: isBalance,
        expected: '200 with current_credits',
        seen: isBalance ? '200 with current_credits' : shown(plain),
      }),
      settle('request.query', {
        holds: queried.status === plain.status,
        seen: queried.status === 200 ? '200, as without a query' : shown(queried),
      }),
    ];
  },
};
