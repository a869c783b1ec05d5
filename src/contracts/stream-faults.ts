/** What two faults cannot both decide. */
type FaultPart = 'line ends' | 'chunk borders' | 'end';

interface StreamFaultRow {
  readonly meaning: string;
  /** Faults of one part exclude each other; faults without a part fit to every other. */
  readonly part?: FaultPart;
}

/** CATALOGUE of what can happen to the bytes of a stream on their way; the turn itself goes well. */
export const STREAM_FAULTS = {
  cr: { meaning: 'Lines end with CR.', part: 'line ends' },
  lf: { meaning: 'Lines end with LF, as usual.', part: 'line ends' },
  crlf: { meaning: 'Lines end with CR and LF.', part: 'line ends' },
  bom: { meaning: 'The stream begins with a byte order mark.' },
  comments: { meaning: 'Comment lines stand between and inside the events.' },
  'multiline-data': { meaning: 'The JSON of each event is spread over several data lines.' },
  'cut-at': {
    meaning: 'The stream arrives in two chunks, cut at byte `bytes`, by default 1.',
    part: 'chunk borders',
  },
  'cut-every': { meaning: 'Chunks are `bytes` long, by default 1.', part: 'chunk borders' },
  'cut-random': {
    meaning: 'Chunks are 1 to `bytes` long, by default 64, drawn from the seed.',
    part: 'chunk borders',
  },
  'cut-utf8': {
    meaning: 'A chunk ends inside every character of more than one byte.',
    part: 'chunk borders',
  },
  slow: { meaning: 'Each chunk comes `ms` of world time after the one before, by default 100.' },
  stall: {
    meaning:
      'Nothing more comes after byte `bytes`, by default after the first event: for `ms` of world time, or for ever.',
    part: 'end',
  },
  drop: {
    meaning: 'The connection breaks after byte `bytes`, by default after the first event.',
    part: 'end',
  },
  'no-last-blank-line': { meaning: 'The blank line of the last event is missing.', part: 'end' },
  'no-completion': {
    meaning: 'The stream ends in good order, without its last event.',
    part: 'end',
  },
  'error-event': { meaning: 'An error event stands in place of the last event.', part: 'end' },
} as const satisfies Record<string, StreamFaultRow>;

/** The name of something that can happen to a stream on its way. */
export type StreamFault = keyof typeof STREAM_FAULTS;

export const STREAM_FAULT_NAMES = Object.keys(STREAM_FAULTS) as [StreamFault, ...StreamFault[]];

/** Why some faults do not fit together, or `undefined` if they do. */
export function faultConflict(faults: readonly StreamFault[]): string | undefined {
  const twice = faults.find((name, index) => faults.indexOf(name) < index);
  if (twice !== undefined) return `"${twice}" is named twice`;
  const rows = faults.map((name) => [name, STREAM_FAULTS[name] as StreamFaultRow] as const);
  for (const [index, [name, { part }]] of rows.entries()) {
    const other = rows.slice(0, index).find(([, row]) => part !== undefined && row.part === part);
    if (other !== undefined) return `"${other[0]}" and "${name}" both decide the ${part}`;
  }
  const halt = faults.find((name) => name === 'stall' || name === 'drop');
  const cut = faults.find((name) => name.startsWith('cut-') && name !== 'cut-utf8');
  if (halt && cut) return `"${cut}" and "${halt}" would share "bytes"`;
  const isSlow = faults.includes('slow') && halt === 'stall';
  return isSlow ? '"slow" and "stall" would share "ms"' : undefined;
}
