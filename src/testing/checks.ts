import { tellStory } from './story.ts';
import type { SeenDelivery, WorldView } from './world-view.ts';

/** What a check found: whether it holds, and in words what is the case. */
export interface Verdict {
  readonly pass: boolean;
  /** What to say where the expectation is not met. */
  readonly message: () => string;
}

/** What a received webhook must be like, beside its type. */
export interface WebhookWish {
  /** The generation that it is about. */
  readonly taskId?: string | undefined;
  /** How often it must have been received. @default at least once */
  readonly times?: number | undefined;
}

/** Whether finished work has cost exactly so many credits. */
export function checkSpent(view: WorldView, credits: number): Verdict {
  if (!Number.isInteger(credits) || credits < 0) {
    throw new RangeError(`Cannot check what was spent: "${credits}" is no whole number from 0`);
  }
  return verdict(view, view.settled === credits, {
    expected: `to have spent ${credits} credits`,
    found: `it has spent ${view.settled}`,
  });
}

/** Whether one generation was settled exactly once; without an id, exactly one in the whole world. */
export function checkSettledOnce(view: WorldView, taskId?: string): Verdict {
  const settled = view.moves.filter(
    ({ kind, reference }) => kind === 'settle' && (taskId === undefined || reference === taskId),
  );
  const subject = taskId === undefined ? 'exactly one generation once' : `"${taskId}" exactly once`;
  return verdict(view, settled.length === 1, {
    expected: `to have settled ${subject}`,
    found: `it has settled ${times(settled.length)}`,
  });
}

/** Whether no credits are reserved by work that has not ended. */
export function checkNoHeldCredits(view: WorldView): Verdict {
  const open = view.moves.flatMap(({ kind, reference }) => (kind === 'reserve' ? [reference] : []));
  const ended = new Set(view.moves.flatMap((move) => (isEnd(move.kind) ? [move.reference] : [])));
  const holders = open.filter((reference) => !ended.has(reference)).join(', ');
  return verdict(view, view.reserved === 0, {
    expected: 'to hold no credits',
    found: `it holds ${view.reserved}${holders === '' ? '' : ` for ${holders}`}`,
  });
}

/** Whether webhooks of a type were received: answered with 2xx, or collected where none is sent. */
export function checkReceivedWebhook(
  view: WorldView,
  type: string,
  { taskId, times: wanted }: WebhookWish = {},
): Verdict {
  const received = view.deliveries.filter(
    (one) =>
      one.type === type &&
      one.status === 'succeeded' &&
      (taskId === undefined || subjectOf(one) === taskId),
  );
  const often = wanted === undefined ? '' : ` ${times(wanted)}`;
  const about = taskId === undefined ? '' : ` about "${taskId}"`;
  const pass = wanted === undefined ? received.length > 0 : received.length === wanted;
  return verdict(view, pass, {
    expected: `to have received the webhook "${type}"${about}${often}`,
    found: `it was received ${times(received.length)}`,
  });
}

function verdict(
  view: WorldView,
  pass: boolean,
  { expected, found }: { expected: string; found: string },
): Verdict {
  const message = () =>
    `Expected the world${pass ? ' not' : ''} ${expected}: ${found}\n\n${tellStory(view)}`;
  return { pass, message };
}

function isEnd(kind: string): boolean {
  return kind === 'settle' || kind === 'release';
}

function subjectOf({ body }: SeenDelivery): unknown {
  return body === '' ? undefined : JSON.parse(body)?.data?.id;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
