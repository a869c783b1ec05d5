/** CATALOGUE of ready-made scenarios: the situations that integrators fear most. */
export const SCENARIOS = {
  'lost-create-reply': {
    description: 'A task is created and its reply is lost: a retry must not pay twice.',
    faults: [{ kind: 'reply-lost', operations: ['createGeneration'] }],
  },
  'stuck-in-processing': {
    description: 'A task stays in processing: a poller must give up some time.',
    generations: [{ pathology: 'stalls-in-processing' }],
  },
  'outage-in-a-batch': {
    description: 'The third and fourth creation of a batch meet a 503 without JSON.',
    faults: [
      {
        kind: 'reply',
        preset: 'service-unavailable',
        operations: ['createGeneration'],
        nth: 3,
        times: 2,
      },
    ],
  },
  'credits-run-out': {
    description: 'The credits last for two videos of kling-3-0 and not for the third.',
    credits: 200,
  },
  'webhook-lost-and-late': {
    description: 'The first delivery is lost, and the second comes ten minutes late.',
    webhook_faults: [{ kind: 'drop' }, { kind: 'delay', delay_ms: 600_000 }],
  },
  'webhook-twice-and-early': {
    description: 'One delivery comes before its creation was answered, and the next one twice.',
    webhook_faults: [{ kind: 'early' }, { kind: 'duplicate' }],
  },
  'stream-cut': {
    description: 'A stream ends in good order without its completion.',
    stream_faults: [{ faults: ['no-completion'] }],
  },
  'result-expired': {
    description: 'A task succeeds, and its result can no longer be downloaded.',
    generations: [{ pathology: 'expired-result' }],
  },
  'limited-without-headers': {
    description: 'Three calls are refused with 429, and nothing says how long to wait.',
    faults: [{ kind: 'error', code: 'rate_limited', times: 3 }],
  },
  'flaky-status': {
    description: 'The first three polls of one task meet 500, those of the next one 404.',
    generations: [{ pathology: 'status-500' }, { pathology: 'status-404' }],
  },
} as const;

export type ScenarioName = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as [ScenarioName, ...ScenarioName[]];
