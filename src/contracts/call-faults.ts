import { OPERATION_IDS } from './api.ts';

/** Which replies a fault can strike: all, all but streams, or JSON replies only. */
type Reach = 'all' | 'whole' | 'json';

interface CallFaultRow {
  readonly meaning: string;
  readonly reach: Reach;
}

/** CATALOGUE of what can be planned to go wrong with a call. */
export const CALL_FAULTS = {
  error: {
    meaning:
      'A refusal with any code, in the documented envelope; codes that the catalogue does not know too. With `after_work` the work was done.',
    reach: 'all',
  },
  reply: {
    meaning:
      'Any status with any body, as from a proxy in between: one of the presets, or by hand. With `after_work` the work was done.',
    reach: 'all',
  },
  latency: { meaning: 'The work begins `ms` late.', reach: 'all' },
  'reset-before': { meaning: 'The connection is reset before the work.', reach: 'all' },
  'reset-during': {
    meaning: 'The work is done, and the connection is reset in the middle of the reply.',
    reach: 'whole',
  },
  'reset-after': {
    meaning: 'The work is done, and the connection is reset right after the reply.',
    reach: 'whole',
  },
  'reply-lost': {
    meaning: 'The work is done, and the connection closes without a reply.',
    reach: 'all',
  },
  'reply-delayed': {
    meaning: 'The work is done at once, and its reply comes `ms` late; the work goes on meanwhile.',
    reach: 'all',
  },
  'slow-headers': {
    meaning: 'The headers come `ms` after the status line.',
    reach: 'whole',
  },
  'slow-body': {
    meaning: 'The body comes in pieces of `bytes`, `ms` apart.',
    reach: 'whole',
  },
  'empty-body': { meaning: 'The reply has its status and no body.', reach: 'whole' },
  'wrong-content-type': {
    meaning: 'The reply says that it is `text/html`.',
    reach: 'whole',
  },
  'truncated-json': { meaning: 'The JSON of the reply ends in its middle.', reach: 'json' },
  'malformed-json': { meaning: 'The JSON of the reply cannot be parsed.', reach: 'json' },
  'extra-fields': {
    meaning: 'Objects of the reply have fields that no client knows yet.',
    reach: 'json',
  },
  'other-status': {
    meaning: 'The `status` of the reply is `value`, a word that no client knows yet.',
    reach: 'json',
  },
  'clock-skew': {
    meaning: 'All times of the reply, and its Date, are off by `skew_ms`.',
    reach: 'json',
  },
} as const satisfies Record<string, CallFaultRow>;

export type CallFaultKind = keyof typeof CALL_FAULTS;

/** The kinds of faults of a call. */
export const CALL_FAULT_KINDS = Object.keys(CALL_FAULTS) as [CallFaultKind, ...CallFaultKind[]];

/** What a fault of a call can be for: an operation, or the download of an upload or a result. */
export const FAULT_TARGETS = [...OPERATION_IDS, 'media'] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** Whether a kind of fault can strike the reply of a target. */
export function reaches(kind: CallFaultKind, target: FaultTarget): boolean {
  const { reach } = CALL_FAULTS[kind];
  if (target === 'streamChatCompletion') return reach === 'all';
  return target !== 'media' || reach !== 'json';
}
