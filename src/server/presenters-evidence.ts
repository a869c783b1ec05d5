import type { JournalList } from '../contracts/control-journal.ts';
import type { SpendReport } from '../contracts/control-spend.ts';
import type { WorldStory } from '../contracts/control-story.ts';
import type { WaitingPlanList } from '../contracts/control-waiting.ts';
import { renamed, snakeCase } from '../contracts/wire-words.ts';
import type { Journal } from './domain/journal.ts';
import type { JournalBody, JournalEntry } from './domain/journal-entries.ts';
import type { Spend } from './domain/spend.ts';
import type { Story } from './domain/story.ts';
import type { WaitingPlan } from './domain/waiting.ts';
import { presentMove, presentTime } from './presenters.ts';

/** Entries of a journal, for the control plane. */
export function presentJournal(journal: Journal, entries: readonly JournalEntry[]): JournalList {
  return { object: 'list', data: entries.map(presentEntry), dropped: journal.dropped };
}

function presentEntry(entry: JournalEntry): JournalList['data'][number] {
  const { request, reply } = entry;
  return {
    sequence: entry.sequence,
    method: entry.method,
    path: entry.path,
    operation: entry.operation ?? null,
    subject: entry.subject ?? null,
    account: entry.account ?? null,
    key: entry.key ?? null,
    request: { headers: { ...request.headers }, ...presentBody(request) },
    reply: {
      status: reply.status ?? null,
      error_code: reply.errorCode ?? null,
      request_id: reply.requestId ?? null,
      replayed: reply.replayed,
      ending: reply.ending,
      ...presentBody(reply),
    },
    faults: [...entry.faults],
    directives: [...entry.directives],
    near_misses: [...entry.nearMisses],
    credits: entry.credits.map(presentMove),
    started_at: presentTime(entry.startedAtMs),
    ended_at: presentTime(entry.endedAtMs),
    duration_ms: entry.durationMs,
  };
}

function presentBody({ body, bytes, isCut }: JournalBody) {
  return { body: body ?? null, bytes, is_cut: isCut };
}

/** A story, for the control plane. */
export function presentStory(story: Story): WorldStory {
  return {
    id: story.id,
    world: story.world,
    account: story.account ?? null,
    model: story.model ?? null,
    status: story.status ?? null,
    events: story.events.map(({ atMs, kind, what, detail }) => ({
      at: presentTime(atMs),
      kind,
      what,
      detail: detail ?? null,
    })),
    journal_dropped: story.journalDropped,
    text: story.text,
  };
}

/** What was spent, for the control plane. */
export function presentSpend({ wastedCredits, models, worlds, ...rest }: Spend): SpendReport {
  return {
    ...rest,
    wasted_credits: wastedCredits,
    models: [...models],
    worlds: worlds.map((world) => ({
      ...world,
      models: [...world.models],
      wasted: world.wasted.map((waste) => ({ ...waste, of: waste.of ?? null })),
    })),
  };
}

/** What still waits, for the control plane; patterns are told by their source. */
export function presentWaiting(waiting: readonly WaitingPlan[]): WaitingPlanList {
  const data = waiting.map(({ plan, left, missed, ...rest }) => ({
    ...rest,
    plan: JSON.parse(JSON.stringify(renamed(plan, snakeCase), writeValue)),
    left: left ?? null,
    missed: missed ?? null,
  }));
  return { object: 'list', data };
}

/** What JSON has no words for. */
function writeValue(_name: string, value: unknown): unknown {
  if (value instanceof RegExp) return value.source;
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}
