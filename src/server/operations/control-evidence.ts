import type { JournalFilter } from '../domain/journal-filter.ts';
import { presentJournal } from '../presenters-evidence.ts';
import type { ControlOperations } from './operation.ts';

export const evidenceControlOperations = {
  listJournal: ({ query }, { journal }) =>
    presentJournal(journal, journal.entries(filterOf(query))),
  clearJournal: (_call, { journal }) => {
    journal.clear();
    return presentJournal(journal, []);
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
