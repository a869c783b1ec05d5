import { FREE, type Journey } from './journey.ts';
import { assuming, onPage, type Story } from './story.ts';

const page = onPage('authentication');

/** Keys that are missing, wrong, revoked or expired are told apart. */
export const keysJourney: Journey = {
  group: 'keys',
  title: 'keys are told apart',
  cost: FREE,
  run: async (story) => {
    const { keys } = story.stage;
    const good = await story.ask('GET', '/api/v1/credits');
    story.check(
      { id: 'keys.valid', title: 'a valid key is accepted', basis: page },
      200,
      good.status,
    );
    const none = await story.ask('GET', '/api/v1/credits', { key: null });
    story.refused(
      { id: 'keys.missing', title: 'a request without key is refused', basis: onPage('errors') },
      none,
      'api_key_missing',
    );
    const bad = await story.ask('GET', '/api/v1/credits', { key: 'rvya_sk_!no_such_key' });
    story.refused(
      { id: 'keys.invalid', title: 'an unknown key is refused', basis: onPage('errors') },
      bad,
      'api_key_invalid',
    );
    const cookie = await story.ask('GET', '/api/v1/credits', {
      key: null,
      headers: { cookie: 'session=1' },
    });
    story.refused(
      { id: 'keys.cookie', title: 'a cookie is no key', basis: page },
      cookie,
      'api_key_missing',
    );
    await refusedKey(story, keys.revoked, 'revoked', 'api_key_revoked');
    await refusedKey(story, keys.expired, 'expired', 'api_key_expired');
    await refusedKey(story, keys.disabled, 'disabled', 'public_api_disabled');
  },
};

async function refusedKey(
  story: Story,
  key: string | undefined,
  word: 'revoked' | 'expired' | 'disabled',
  code: 'api_key_revoked' | 'api_key_expired' | 'public_api_disabled',
) {
  const claim = {
    id: `keys.${word}`,
    title: `a key that is ${word} is refused`,
    basis: onPage('errors'),
  };
  if (key === undefined) return story.skip(claim, `no ${word} key was given`);
  story.refused(claim, await story.ask('GET', '/api/v1/credits', { key }), code);
}

const WRITES = [
  ['createGeneration', '/api/v1/generations', 'generations:create'],
  ['createChatCompletion', '/api/v1/chat/completions', 'chat:create'],
  ['streamChatCompletion', '/api/v1/chat/completions/stream', 'chat:create'],
  ['createWebhookEndpoint', '/api/v1/webhooks', 'webhooks:manage'],
] as const;

const READS = ['/api/v1/credits', '/api/v1/chat/sessions'] as const;

/** A key can do what its scopes say, and nothing else. */
export const scopesJourney: Journey = {
  group: 'scopes',
  title: 'a key can do what its scopes say',
  cost: FREE,
  run: async (story) => {
    const key = story.stage.keys.readonly;
    for (const [operation, path, scope] of WRITES) {
      const claim = {
        id: `scopes.${operation}`,
        title: `${operation} needs ${scope}`,
        basis: page,
      };
      if (key === undefined) story.skip(claim, 'no key with the :read scopes only was given');
      // Without a model it cannot be valid, should the scope be ignored.
      else
        story.refused(claim, await story.ask('POST', path, { key, json: {} }), 'api_scope_denied');
    }
    for (const path of READS) {
      const claim = {
        id: `scopes.read:${path.slice(8)}`,
        title: `a key with the :read scopes reads ${path}`,
        basis: assuming('auth.scopes'),
      };
      if (key === undefined) story.skip(claim, 'no key with the :read scopes only was given');
      else story.check(claim, 200, (await story.ask('GET', path, { key })).status);
    }
  },
};
