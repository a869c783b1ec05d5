import { STORY_KINDS } from '../../contracts/control-story.ts';
import type { GenerationStatus } from '../../contracts/generations.ts';
import type { GenerationRecord } from './generation-record.ts';
import type { JournalEntry } from './journal-entries.ts';
import type { LedgerEntry } from './ledger.ts';
import { redactText } from './redact.ts';
import { tellStory } from './story-text.ts';
import type { DeliveryRecord } from './webhook-records.ts';
import type { World } from './world.ts';

/** One thing that happened. */
export interface StoryEvent {
  readonly atMs: number;
  readonly kind: (typeof STORY_KINDS)[number];
  /** What happened, as a phrase: `createGeneration → 200`, `settled 90`. */
  readonly what: string;
  /** What else is known of it. */
  readonly detail: string | undefined;
}

/** What happened to one generation, chat turn, file or webhook endpoint, in order of world time. */
export interface Story {
  readonly id: string;
  readonly world: string;
  readonly account: string | undefined;
  readonly model: string | undefined;
  readonly status: GenerationStatus | undefined;
  readonly events: readonly StoryEvent[];
  /** Entries that are no longer in the journal, of this id or of others. */
  readonly journalDropped: number;
  /** The story as aligned text. */
  readonly text: string;
}

/**
 * The story of what an id names; `undefined` where the world knows nothing of it. Calls and downloads
 * are told as long as the journal keeps them.
 */
export function storyOf(world: World, id: string): Story | undefined {
  const generation = world.generations.find(id);
  const entries = world.journal.entries({ subject: id });
  const account = generation?.account.name ?? entries.find((entry) => entry.account)?.account;
  const events = [
    ...(generation === undefined ? [] : statusMoves(generation, world)),
    ...(account === undefined ? [] : creditMoves(world, account, id)),
    ...webhookAttempts(world, id),
    ...entries.map(callEvent),
  ];
  if (events.length === 0) return undefined;
  events.sort(
    (a, b) => a.atMs - b.atMs || STORY_KINDS.indexOf(a.kind) - STORY_KINDS.indexOf(b.kind),
  );
  const story = {
    id,
    world: world.name,
    account,
    model: generation?.model ?? modelOf(entries),
    status: generation?.status,
    events,
    journalDropped: world.journal.dropped,
  };
  return { ...story, text: tellStory(story) };
}

function statusMoves(record: GenerationRecord, world: World): StoryEvent[] {
  const { status, createdAtMs, updatedAtMs, error } = record;
  const detail = error === undefined ? undefined : redactText(`${error.code}: ${error.message}`);
  const move = (atMs: number, what: GenerationStatus, detail?: string): StoryEvent => ({
    atMs,
    kind: 'status',
    what,
    detail,
  });
  const processingAtMs = world.trails.processingAtMs(record.id);
  const isOver = status === 'succeeded' || status === 'failed';
  return [
    move(createdAtMs, 'queued'),
    ...(processingAtMs === undefined ? [] : [move(processingAtMs, 'processing')]),
    ...(isOver ? [move(updatedAtMs, status, detail)] : []),
  ];
}

const PAST: Record<LedgerEntry['kind'], string> = {
  grant: 'granted',
  reserve: 'reserved',
  settle: 'settled',
  release: 'released',
};

function creditMoves(world: World, account: string, id: string): StoryEvent[] {
  return world.accounts
    .get(account)
    .ledger.entries.filter(({ reference }) => reference === id)
    .map(({ kind, amount, atMs }) => ({
      atMs,
      kind: 'credits',
      what: `${PAST[kind]} ${amount}`,
      detail: undefined,
    }));
}

function webhookAttempts(world: World, id: string): StoryEvent[] {
  return world.webhooks.deliveries
    .list()
    .filter(({ event, endpoint }) => event.generation?.id === id || endpoint.id === id)
    .flatMap(attemptEvents);
}

function attemptEvents({ endpoint, event, attempts }: DeliveryRecord): StoryEvent[] {
  return attempts.map(({ atMs, status, error, fault }, index) => ({
    atMs,
    kind: 'webhook',
    what: `${event.type} → ${status ?? 'no answer'}`,
    detail: [
      `attempt ${index + 1} to ${endpoint.id}`,
      ...(error === undefined ? [] : [redactText(error)]),
      ...(fault === undefined ? [] : [`fault ${fault}`]),
    ].join(', '),
  }));
}

function callEvent(entry: JournalEntry): StoryEvent {
  const { operation, method, path, reply, request } = entry;
  const isDownload = operation === 'media';
  const isCreation = method === 'POST' && !path.includes(entry.subject ?? '');
  const name = isDownload ? (path.split('/').at(-1) ?? path) : (operation ?? `${method} ${path}`);
  const shown = (reply.body as { status?: unknown } | undefined)?.status;
  const key = request.headers['idempotency-key'];
  const notes = [
    ...(reply.ending === 'sent' ? [] : [reply.ending === 'dropped' ? 'dropped' : 'caller left']),
    ...(typeof shown === 'string' ? [shown] : []),
    ...(reply.errorCode === undefined ? [] : [reply.errorCode]),
    ...(reply.replayed ? ['replayed'] : []),
    ...(isCreation && key !== undefined ? [`Idempotency-Key ${key}`] : []),
    ...(isDownload ? [`${reply.bytes} bytes`] : []),
    ...entry.directives.map(({ text }) => `directive ${text}`),
    ...entry.faults.map(({ summary }) => `fault: ${summary}`),
  ];
  return {
    atMs: entry.startedAtMs,
    kind: isDownload ? 'download' : isCreation ? 'create' : 'call',
    what: `${name} → ${reply.status ?? 'no reply'}`,
    detail: notes.length === 0 ? undefined : notes.join(', '),
  };
}

/** The model of a chat turn, as its request has named it. */
function modelOf(entries: readonly JournalEntry[]): string | undefined {
  const bodies = entries.map(({ request }) => request.body as { model?: unknown } | undefined);
  const model = bodies.find((body) => typeof body?.model === 'string')?.model;
  return typeof model === 'string' ? model : undefined;
}
