import { fact, type Probe } from './probe.ts';
import { isRefusal, shown } from './shown.ts';

/** Paths that only read, each with another scope. */
const READS = [
  '/api/v1/credits',
  '/api/v1/chat/sessions',
  '/api/v1/webhooks',
  '/api/v1/generations/task_rivya_testkit',
];

/** A key that lacks a scope. */
export const scopesProbe: Probe = {
  id: 'scopes',
  title: 'a key that lacks a scope',
  needs: 'restricted-key',
  settles: [],
  run: async ({ wire }) => {
    const answers = [];
    for (const path of READS) answers.push(await wire.ask({ path, key: 'restricted' }));
    const denied =
      answers.find(({ status }) => status === 403) ?? answers.find(({ status }) => status >= 400);
    return [
      fact('scopes.denied', {
        title: 'an operation whose scope the key lacks is refused',
        page: 'errors',
        holds: denied !== undefined && isRefusal(denied, 403, 'api_scope_denied'),
        expected:
          '403 api_scope_denied from one of credits:read, chat:read, webhooks:manage, generations:read',
        seen: denied === undefined ? 'no refusal: the key has all of them' : shown(denied),
      }),
    ];
  },
};
