/** CATALOGUE of what a request can ask of the fake in its own text, as in `[[rivya: fail]]`. */
export const DIRECTIVES = {
  fail: {
    value: 'nothing, or an error code of a task',
    example: 'fail',
    meaning: 'The generation fails.',
    isPlan: true,
  },
  queued: {
    value: 'a duration',
    example: 'queued=30s',
    meaning: 'How long the generation is `queued`.',
    isPlan: true,
  },
  processing: {
    value: 'a duration',
    example: 'processing=5m',
    meaning: 'How long the generation is `processing`.',
    isPlan: true,
  },
  pathology: {
    value: 'a polling pathology',
    example: 'pathology=stalls-in-queued',
    meaning: 'What is wrong with the life of the generation.',
    isPlan: true,
  },
  error: {
    value: 'an error code',
    example: 'error=rate_limited',
    meaning: 'The request is refused with this code.',
    isPlan: false,
  },
  status: {
    value: '400 to 599',
    example: 'status=503',
    meaning: 'The request is answered with this status and no JSON.',
    isPlan: false,
  },
  latency: {
    value: 'a duration',
    example: 'latency=2s',
    meaning: 'The work begins late.',
    isPlan: false,
  },
  'reply-lost': {
    value: 'nothing',
    example: 'reply-lost',
    meaning: 'The work is done, and the reply is lost; a replay of it is not.',
    isPlan: false,
  },
  'reply-delayed': {
    value: 'a duration',
    example: 'reply-delayed=90s',
    meaning: 'The work is done at once, and the reply comes late; a replay of it does not.',
    isPlan: false,
  },
  reset: {
    value: 'before, during or after',
    example: 'reset=during',
    meaning: 'The connection is reset before the work, or during or after the reply.',
    isPlan: false,
  },
} as const satisfies Record<
  string,
  { value: string; example: string; meaning: string; isPlan: boolean }
>;

export type DirectiveName = keyof typeof DIRECTIVES;
