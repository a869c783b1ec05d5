import { endpointOf, OPERATION_IDS } from '../contracts/api.ts';
import { get } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import { assuming, onPage } from './story.ts';

/** The model list needs no key, and each model can be named and priced. */
export const modelsJourney: Journey = {
  group: 'models',
  title: 'anyone can read the model list',
  cost: FREE,
  run: async (story) => {
    const reply = await story.ask('GET', '/api/v1/models', { key: null });
    story.check(claim('public', 'the list needs no key'), 200, reply.status);
    story.check(claim('list', 'the list is a list'), 'list', get(reply.json, 'object'));
    const data = get(reply.json, 'data');
    const models = Array.isArray(data) ? data : [];
    story.check(claim('not-empty', 'the list has models'), true, models.length > 0);
    const ids = models.map((model) => get(model, 'id'));
    story.check(claim('ids', 'each model has an id'), true, ids.every(isName));
    story.check(claim('ids-unique', 'no id comes twice'), ids.length, new Set(ids).size);
    const priced = models.every((model) => Number(get(model, 'base_credits')) >= 0);
    story.check(claim('priced', 'each model has a price'), true, priced);
    const keyed = await story.ask('GET', '/api/v1/models');
    const same = {
      id: 'models.key-ignored',
      title: 'a key changes nothing',
      basis: assuming('auth.modelsKey'),
    };
    story.check(same, `200 ${reply.text.length}`, `${keyed.status} ${keyed.text.length}`);
  },
};

/** The published document is public, and names the documented operations. */
export const documentJourney: Journey = {
  group: 'document',
  title: 'anyone can read the OpenAPI document',
  cost: FREE,
  run: async (story) => {
    const reply = await story.ask('GET', '/api/v1/openapi.json', { key: null });
    const basis = onPage('openapi');
    story.check(
      { id: 'document.public', title: 'the document needs no key', basis },
      200,
      reply.status,
    );
    const paths = Object.keys(Object(get(reply.json, 'paths')));
    const missing = OPERATION_IDS.map((id) => endpointOf(id).path).filter(
      (path) => !paths.some((one) => nameless(path).endsWith(nameless(one)) && one !== '/'),
    );
    const title = 'the document names every documented path';
    story.check({ id: 'document.paths', title, basis }, [], [...new Set(missing)]);
  },
};

/** What does not exist answers as a refusal does. */
export const routesJourney: Journey = {
  group: 'routes',
  title: 'unknown routes are refused like unknown things',
  cost: FREE,
  run: async (story) => {
    const basis = assuming('http.unknownRoute');
    const path = await story.ask('GET', '/api/v1/no-such-thing');
    story.refused(
      { id: 'routes.unknown-path', title: 'an unknown path is 404', basis },
      path,
      'not_found',
    );
    const method = await story.ask('DELETE', '/api/v1/credits');
    story.refused(
      { id: 'routes.unknown-method', title: 'an unknown method is 404', basis },
      method,
      'not_found',
    );
  },
};

/** The window of requests closes and says so; only where the caller names its size. */
export const rateLimitsJourney: Journey = {
  group: 'rate-limits',
  title: 'too many requests are refused, and the window opens again',
  cost: FREE,
  run: async (story) => {
    const { rateLimit, pace } = story.stage;
    const refusal = {
      id: 'rate-limits.refused',
      title: 'one request too many is refused',
      basis: onPage('errors'),
    };
    if (rateLimit === undefined) return story.skip(refusal, 'no --rate-limit was given');
    const ask = () => story.stage.driver.ask('GET', '/api/v1/credits');
    let last = await ask();
    for (let sent = 1; sent <= rateLimit && last.status !== 429; sent += 1) {
      last = await ask();
    }
    story.refused(refusal, last, 'rate_limited');
    const wait = Number(last.headers.get('retry-after'));
    const basis = assuming('rateLimit.headers');
    story.check(
      { id: 'rate-limits.retry-after', title: 'Retry-After says for how long', basis },
      true,
      wait > 0 && wait <= 3_600,
    );
    const limits = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
    story.check(
      { id: 'rate-limits.fields', title: 'a reply tells the limit', basis },
      limits,
      limits.filter((name) => last.headers.has(name)),
    );
    await pace.pass((wait > 0 && wait <= 300 ? wait : 60) * 1_000);
    const again = await story.ask('GET', '/api/v1/credits');
    story.check(
      { id: 'rate-limits.reopens', title: 'the window opens again', basis: onPage('errors') },
      200,
      again.status,
    );
  },
};

function claim(id: string, title: string) {
  return { id: `models.${id}`, title, basis: onPage('models') };
}

function isName(id: unknown): boolean {
  return typeof id === 'string' && id !== '';
}

function nameless(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}
