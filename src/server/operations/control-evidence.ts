import { ApiError } from '../domain/api-error.ts';
import type { JournalFilter } from '../domain/journal-filter.ts';
import { storyOf } from '../domain/story.ts';
import { forgetIn, waitingIn } from '../domain/waiting.ts';
import {
  presentJournal,
  presentSpend,
  presentStory,
  presentWaiting,
} from '../presenters-evidence.ts';
import type { ControlOperations } from './operation.ts';

export const evidenceControlOperations = {
  listJournal: ({ query }, { journal }) =>
    presentJournal(journal, journal.entries(filterOf(query))),
  clearJournal: (_call, { journal }) => {
    journal.clear();
    return presentJournal(journal, []);
  },
  retrieveSpend: (_call, _world, backstage) => presentSpend(backstage.spend()),
  retrieveCoverage: (_call, _world, backstage) => backstage.coverage(),
  listWaiting: (_call, world) => presentWaiting(waitingIn(world)),
  removeWaiting: ({ params }, world) => {
    if (forgetIn(world, params.id)) return presentWaiting(waitingIn(world));
    throw new ApiError('not_found', 'Cannot remove the plan: none with this id still waits');
  },
  retrieveStory: ({ params }, world) => {
    const story = storyOf(world, params.id);
    if (story !== undefined) return presentStory(story);
    throw new ApiError('not_found', 'Cannot tell the story: the world knows nothing of this id');
  },
} satisfies Partial<ControlOperations>;

type Query = Parameters<ControlOperations['listJournal']>[0]['query'];

/** The filter of a query in the words of the domain, without what was left out. */
function filterOf({ since, status, ...query }: Query): JournalFilter {
  const filter = {
    ...query,
    status: status === undefined || status.endsWith('xx') ? status : Number(status),
    since: since === undefined ? undefined : Date.parse(since),
  };
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
