/** CATALOGUE of what can be wrong with the life of a generation, as one who polls it sees it. */
export const PATHOLOGIES = {
  fails: 'It fails with `generation_failed`, and its credits are released.',
  'stalls-in-queued': 'It stays `queued` for a hundred years of world time.',
  'stalls-in-processing':
    'It stays `processing` for a hundred years of world time, and `updated_at` stands still.',
  'never-ends':
    'It stays `processing` for a hundred years of world time, and `updated_at` moves with every poll.',
  'ends-late': 'It is `processing` for an hour of world time.',
  'status-500': 'Its first three polls are answered with 500.',
  'status-404': 'Its first three polls are answered with 404, as if it did not exist yet.',
  'empty-200': 'Its first three polls are answered with 200 and no body.',
  'goes-backwards': 'The second poll that finds it in `processing` is told `queued`.',
  'result-missing': 'It succeeds and is charged for, and `result` is null.',
  'many-results': 'It succeeds with eight results.',
  'expired-result': 'It succeeds, and its result URLs are 404 from the start.',
  'final-differs': 'It succeeds for half of what was reserved; the rest is released.',
} as const;

export type Pathology = keyof typeof PATHOLOGIES;

export const PATHOLOGY_NAMES = Object.keys(PATHOLOGIES) as [Pathology, ...Pathology[]];
