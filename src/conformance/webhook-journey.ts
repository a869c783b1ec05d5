import { get } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import { assuming, onPage, type Story } from './story.ts';

const page = onPage('webhooks');
const PATH = '/api/v1/webhooks';

const REJECTED = [
  ['http', 'http://example.com/hook'],
  ['credentials', 'https://user:pass@example.com/hook'],
  ['fragment', 'https://example.com/hook#part'],
  ['localhost', 'https://localhost/hook'],
  ['loopback', 'https://127.0.0.1/hook'],
  ['private', 'https://10.0.0.8/hook'],
  ['link-local', 'https://169.254.169.254/hook'],
  ['loopback-6', 'https://[::1]/hook'],
] as const;

/** Endpoints from their creation to their deletion; each is deleted again, whatever happens. */
export const webhooksJourney: Journey = {
  group: 'webhooks',
  title: 'a webhook endpoint is made, changed, rotated and deleted',
  cost: FREE,
  run: async (story) => {
    for (const [name, url] of REJECTED) {
      const reply = await createEndpoint(story, url);
      story.refused(
        { id: `webhooks.rejects-${name}`, title: `a URL is rejected: ${name}`, basis: page },
        reply,
        'webhook_url_rejected',
      );
    }
    await unknownField(story);
    const url = story.stage.receiverUrl ?? 'https://example.com/rivya-testkit-conformance';
    const made = story.success(await createEndpoint(story, url), 'create a webhook endpoint');
    const path = `${PATH}/${get(made, 'id')}`;
    checkSecret(story, made, 'created');
    await readsAndChanges(story, path);
    const rotated = story.success(
      await story.ask('POST', `${path}/rotate-secret`),
      'rotate the secret',
    );
    checkSecret(story, rotated, 'rotated');
    const isNew = get(rotated, 'signing_secret') !== get(made, 'signing_secret');
    story.check(
      { id: 'webhooks.rotated-new', title: 'a rotation gives a new secret', basis: page },
      true,
      isNew,
    );
    await deliveries(story, path);
    await deleted(story, path);
  },
};

/** An unknown field is asked about here, because an endpoint that was made by mistake costs nothing. */
async function unknownField(story: Story) {
  const reply = await createEndpoint(story, 'https://example.com/hook', { colour: 'grey' });
  const claim = {
    id: 'refusals.unknown-field',
    title: 'an unknown field is refused',
    basis: assuming('request.unknownFields'),
  };
  story.refused(claim, reply, 'validation_failed');
}

/** Makes an endpoint that is deleted at the end of the run, whatever happens. */
export async function createEndpoint(
  story: Story,
  url: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const name = 'rivya-testkit conformance';
  const json = { name, url, event_types: ['generation.succeeded'], ...more };
  const reply = await story.ask('POST', PATH, { json, uncut: true });
  const id = get(reply.json, 'id');
  if (reply.status < 300 && typeof id === 'string') {
    story.stage.cleanups.push(() =>
      story.ask('DELETE', `${PATH}/${encodeURIComponent(id)}`, { always: true }),
    );
  }
  return reply;
}

function checkSecret(story: Story, endpoint: unknown, when: string) {
  const secret = String(get(endpoint, 'signing_secret'));
  const isPreview =
    get(endpoint, 'secret_preview') === `${secret.slice(0, 8)}...${secret.slice(-6)}`;
  const title = 'the preview is the first 8 and the last 6 characters of the secret';
  story.check({ id: `webhooks.preview-${when}`, title, basis: page }, true, isPreview);
}

async function readsAndChanges(story: Story, path: string) {
  const read = await story.ask('GET', path);
  story.check(
    { id: 'webhooks.read', title: 'an own endpoint can be read', basis: onPage('changelog') },
    200,
    read.status,
  );
  story.check(
    { id: 'webhooks.secret-once', title: 'the secret is shown once', basis: page },
    false,
    read.text.includes('signing_secret'),
  );
  const list = await story.ask('GET', PATH);
  const data = get(list.json, 'data');
  const isListed = Array.isArray(data) && data.some((one) => path.endsWith(`/${get(one, 'id')}`));
  story.check(
    { id: 'webhooks.listed', title: 'an endpoint is listed', basis: onPage('changelog') },
    true,
    isListed,
  );
  story.check(
    { id: 'webhooks.list-secret', title: 'a list shows no secret', basis: page },
    false,
    list.text.includes('signing_secret'),
  );
  const basis = assuming('webhook.patch');
  const renamed = await story.ask('PATCH', path, { json: { name: 'Renamed' } });
  story.check(
    { id: 'webhooks.renamed', title: 'an endpoint can be renamed', basis },
    '200 Renamed',
    `${renamed.status} ${get(renamed.json, 'name')}`,
  );
  const off = await story.ask('PATCH', path, { json: { status: 'disabled' } });
  const seen = `${get(off.json, 'status')} ${typeof get(off.json, 'disabled_at')}`;
  story.check(
    { id: 'webhooks.disabled', title: 'an endpoint can be disabled, and says since when', basis },
    'disabled string',
    seen,
  );
  await story.ask('PATCH', path, { json: { status: 'active' } });
}

async function deliveries(story: Story, path: string) {
  const claim = {
    id: 'webhooks.test',
    title: 'a test event is delivered',
    basis: onPage('changelog'),
  };
  if (story.stage.receiverUrl === undefined)
    return story.skip(claim, 'no --receiver-url was given');
  const sent = story.success(await story.ask('POST', `${path}/test`), 'send a test event');
  for (let tries = 0; tries < 6; tries += 1) {
    await story.stage.pace.pass(2_000);
    const list = await story.ask('GET', `${path}/deliveries`);
    const data = get(list.json, 'data');
    const one = (Array.isArray(data) ? data : []).find(
      (entry) => get(entry, 'id') === get(sent, 'id'),
    );
    if (get(one, 'status') === 'pending' && tries < 5) continue;
    story.check(claim, 'succeeded', get(one, 'status') ?? 'not listed');
    return;
  }
}

async function deleted(story: Story, path: string) {
  const gone = await story.ask('DELETE', path);
  story.check(
    { id: 'webhooks.deleted', title: 'an endpoint can be deleted', basis: onPage('changelog') },
    '2xx',
    gone.status < 300 ? '2xx' : String(gone.status),
  );
  const basis = assuming('webhook.delete');
  story.refused(
    { id: 'webhooks.gone', title: 'a deleted endpoint is 404', basis },
    await story.ask('GET', path),
    'not_found',
  );
}
