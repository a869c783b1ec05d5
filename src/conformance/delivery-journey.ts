import { ASSUMPTIONS } from '../contracts/assumptions.ts';
import { WebhookEvent } from '../contracts/events.ts';
import { documented } from '../contracts/source.ts';
import { findFailure, SIGNATURE_HEADERS } from '../contracts/webhook-signature.ts';
import { deviations } from '../drift/hold-to-schema.ts';
import { get } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import type { ReceivedDelivery } from './receiver.ts';
import { assuming, onPage, type Stage, Stopped, type Story } from './story.ts';
import { createEndpoint } from './webhook-journey.ts';

const page = onPage('webhooks');
const PATH = '/api/v1/webhooks';
const MOST_LOOKS = 6;

const CLAIMS = {
  signed: {
    id: 'deliveries.signed',
    title: 'a delivery is signed with the secret of its endpoint',
    basis: assuming('webhook.signature'),
  },
  rotation: {
    id: 'deliveries.rotation',
    title: 'a rotation replaces the secret at once',
    basis: assuming('webhook.rotation'),
  },
  gone: {
    id: 'deliveries.gone',
    title: 'an endpoint whose receiver answers 410 stays active',
    basis: assuming('webhook.gone'),
  },
} as const;

/** What a receiver gets of one endpoint: a signed event of the contract, before and after a rotation. */
export const deliveriesJourney: Journey = {
  group: 'deliveries',
  title: 'what a webhook receiver gets is signed and keeps the contract',
  cost: FREE,
  run: async (story) => {
    const inbox = inboxOf(story.stage);
    if (inbox === undefined) {
      for (const claim of Object.values(CLAIMS)) story.skip(claim, unseen(story.stage));
      return;
    }
    const url = story.stage.receiverUrl ?? 'https://example.com/rivya-testkit-conformance';
    const made = story.success(await createEndpoint(story, url), 'create a webhook endpoint');
    const secret = String(get(made, 'signing_secret'));
    const path = `${PATH}/${get(made, 'id')}`;
    const { id, delivery } = await sendTest(story, path, inbox);
    await checkSignature(story, delivery, { id, secret });
    checkEvent(story, delivery, secret);
    await checkRotation(story, { path, inbox, secret });
    await checkGone(story, path, inbox);
  },
};

/** Where deliveries can be seen: at the receiver, or in what a fake tells of itself. */
interface Inbox {
  /** Everything that has come so far, oldest first. */
  readonly look: (path: string) => Promise<readonly ReceivedDelivery[]>;
  /** Decides what is answered from now on, where that can be decided. */
  readonly answerWith?: (status: number) => void;
}

/** Why what a receiver gets was not seen. */
function unseen({ receiverUrl }: Stage): string {
  return receiverUrl === undefined
    ? 'no --receiver-listen and --receiver-url were given'
    : 'what comes to --receiver-url is seen with --receiver-listen only';
}

function inboxOf({ receiver, receiverUrl, pace }: Stage): Inbox | undefined {
  if (receiver !== undefined && receiverUrl !== undefined) {
    return {
      look: async () => {
        const { received } = receiver;
        if (!pace.isFake) return [...received];
        // A fake signs by its own clock.
        const atMs = Date.parse(String(get(await pace.control('GET', '/clock'), 'now')));
        return received.map((delivery) => ({ ...delivery, atMs }));
      },
      answerWith: (status) => {
        receiver.status = status;
      },
    };
  }
  if (!pace.isFake) return undefined;
  return {
    look: async (path) => {
      const sent = get(await pace.control('GET', '/webhooks/deliveries'), 'data');
      return (Array.isArray(sent) ? sent : [])
        .filter((one) => path.endsWith(`/${get(one, 'endpoint_id')}`))
        .flatMap((one) => get(one, 'attempts') as object[])
        .map((attempt) => ({
          headers: get(attempt, 'headers') as ReceivedDelivery['headers'],
          body: String(get(attempt, 'body')),
          atMs: Date.parse(String(get(attempt, 'at'))),
        }));
    },
  };
}

/** Asks for a test event, and waits until something more has come. */
async function sendTest(story: Story, path: string, inbox: Inbox) {
  const before = (await inbox.look(path)).length;
  const sent = story.success(await story.ask('POST', `${path}/test`), 'send a test event');
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await story.stage.pace.pass(2_000);
    const delivery = (await inbox.look(path))[before];
    if (delivery !== undefined) return { id: get(sent, 'id'), delivery };
  }
  throw new Stopped('A test event has not come to the receiver');
}

async function checkSignature(
  story: Story,
  delivery: ReceivedDelivery,
  { id, secret }: { readonly id: unknown; readonly secret: string },
) {
  const { signature, hex } = SIGNATURE_HEADERS;
  const scheme =
    delivery.headers[signature] !== undefined
      ? 'standard-webhooks'
      : delivery.headers[hex] === undefined
        ? 'no known scheme'
        : 'timestamped-hex';
  const failure = await failureOf(delivery, secret);
  const seen = failure === undefined ? scheme : `${scheme}: ${failure}`;
  story.check(CLAIMS.signed, ASSUMPTIONS['webhook.signature'].value, seen);
  if (scheme !== 'standard-webhooks') return;
  const title = 'the id that is signed is that of the delivery';
  const basis = assuming('webhook.signature');
  const named = delivery.headers[SIGNATURE_HEADERS.id];
  story.check({ id: 'deliveries.id', title, basis }, id, named);
}

function failureOf({ headers, body, atMs }: ReceivedDelivery, secret: string) {
  return findFailure((name) => headers[name], {
    body,
    secrets: [secret],
    nowMs: atMs,
    toleranceMs: ASSUMPTIONS['webhook.tolerance'].value,
  });
}

function checkEvent(story: Story, { headers, body }: ReceivedDelivery, secret: string) {
  const say = (id: string, title: string) => ({ id: `deliveries.${id}`, title, basis: page });
  const type = headers['content-type']?.split(';')[0];
  story.check(say('json', 'an event is JSON'), 'application/json', type);
  const whole = JSON.stringify(headers) + body;
  story.check(say('secret', 'a delivery does not hold its secret'), false, whole.includes(secret));
  const broken = deviations(WebhookEvent, parse(body), documented('webhooks')).filter(
    ({ kind }) => kind === 'broken',
  );
  if (broken.length === 0) story.check(say('event', 'an event keeps the contract'), true, true);
  for (const { sentence, basis } of broken) {
    story.check(
      { ...say('event', 'an event keeps the contract'), basis },
      'the contract',
      sentence,
    );
  }
}

async function checkRotation(
  story: Story,
  { path, inbox, secret }: { path: string; inbox: Inbox; secret: string },
) {
  const rotated = story.success(
    await story.ask('POST', `${path}/rotate-secret`),
    'rotate the secret',
  );
  const { delivery } = await sendTest(story, path, inbox);
  const byNew = await failureOf(delivery, String(get(rotated, 'signing_secret')));
  const byOld = await failureOf(delivery, secret);
  const after = byOld === undefined ? 'overlap24h' : 'immediate';
  const seen = byNew === undefined ? after : `not signed with the new secret: ${byNew}`;
  story.check(CLAIMS.rotation, ASSUMPTIONS['webhook.rotation'].value, seen);
}

async function checkGone(story: Story, path: string, inbox: Inbox) {
  if (inbox.answerWith === undefined) {
    return story.skip(CLAIMS.gone, unseen(story.stage));
  }
  inbox.answerWith(410);
  await sendTest(story, path, inbox);
  await story.stage.pace.pass(2_000);
  const status = get((await story.ask('GET', path)).json, 'status');
  story.check(CLAIMS.gone, 'active', status);
  inbox.answerWith(204);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
