import { fact, type Probe, settle } from './probe.ts';
import { isRefusal, shown } from './shown.ts';

const CREDITS = '/api/v1/credits';

/** A key of the right form that nobody was ever given. */
const UNKNOWN_KEY = 'rvya_sk_live_00000000000000000000000000000000';

/** Refusals of keys: missing, malformed, unknown. */
export const keysProbe: Probe = {
  id: 'keys',
  title: 'requests without a valid key',
  needs: 'nothing',
  settles: ['auth.modelsKey', 'auth.order'],
  run: async ({ wire }) => {
    const missing = await wire.ask({ path: CREDITS, key: 'none' });
    const basic = await wire.ask({
      path: CREDITS,
      key: 'none',
      headers: { Authorization: 'Basic eDp5' },
    });
    const malformed = await wire.ask({ path: CREDITS, key: 'no-key-of-rivya' });
    const unknown = await wire.ask({ path: CREDITS, key: UNKNOWN_KEY });
    const wrongBody = { method: 'POST', path: '/api/v1/generations', body: {} } as const;
    const order = await wire.ask({ ...wrongBody, key: 'none' });
    const list = await wire.ask({ path: '/api/v1/models', key: UNKNOWN_KEY });
    return [
      refusal('missing', 'a request without a key is refused', missing, 'api_key_missing'),
      refusal('other-scheme', 'a key counts only as a Bearer key', basic, 'api_key_missing'),
      refusal('malformed', 'a key of another form is refused', malformed, 'api_key_invalid'),
      refusal('unknown', 'a key that nobody was given is refused', unknown, 'api_key_invalid'),
      settle('auth.order', {
        holds: order.status === 401,
        expected: 'A request that lacks both a key and a model is refused for its key.',
        seen: shown(order),
      }),
      settle('auth.modelsKey', {
        holds: list.status === 200,
        seen: list.status === 200 ? 'the list, for a key that nobody was given' : shown(list),
      }),
    ];
  },
};

function refusal(id: string, title: string, answer: Parameters<typeof shown>[0], code: string) {
  return fact(`keys.${id}`, {
    title,
    page: 'errors',
    holds: isRefusal(answer, 401, code),
    expected: `401 ${code}`,
    seen: shown(answer),
  });
}
