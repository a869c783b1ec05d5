import { describe, expect, test } from 'vitest';
import type { StreamFaultPlan } from '../../src/server/domain/chat-scripts.ts';
import {
  encodeEvent,
  FaultyWire,
  type WireStep,
} from '../../src/server/domain/event-stream-faults.ts';
import { Random } from '../../src/server/domain/random.ts';

const PIECE = { event: 'piece', data: '{"a":"é"}' };
const END = { event: 'end', data: '{"a":1}' };
const PIECE_TEXT = 'event: piece\ndata: {"a":"é"}\n\n';
const END_TEXT = 'event: end\ndata: {"a":1}\n\n';

function stepsOf(plan: StreamFaultPlan, seed = '1'): WireStep[] {
  const wire = new FaultyWire(plan, new Random(seed), { event: 'error', data: '{}' });
  return [...wire.push(PIECE), ...wire.push(END), ...wire.end()];
}

function chunksOf(plan: StreamFaultPlan, seed?: string): Buffer[] {
  return stepsOf(plan, seed).flatMap((step) => (step.kind === 'bytes' ? [step.bytes] : []));
}

const textOf = (plan: StreamFaultPlan) => Buffer.concat(chunksOf(plan)).toString();

test('encodeEvent() writes an event as the fake usually does', () => {
  expect(encodeEvent(PIECE)).toBe(PIECE_TEXT);
});

describe('When an event is written', () => {
  const wireOf = (plan: StreamFaultPlan) =>
    new FaultyWire(plan, new Random('1'), { event: 'error', data: '{}' });

  test('is at once, as a rule', () => {
    const wire = wireOf({ faults: ['comments'] });

    expect(wire.push(PIECE)).toHaveLength(1);
    expect(wire.end()).toEqual([]);
  });

  test.each(['no-last-blank-line', 'no-completion', 'error-event'] as const)(
    'is with the next one under %s, as the last is special',
    (fault) => {
      const wire = wireOf({ faults: [fault] });

      expect(wire.push(PIECE)).toEqual([]);
      expect(wire.push(END)).toEqual([{ kind: 'bytes', bytes: Buffer.from(PIECE_TEXT) }]);
    },
  );

  test('is at once where it fills a chunk, and at the end where it does not', () => {
    const wire = wireOf({ faults: ['cut-every'], bytes: Buffer.from(PIECE_TEXT).length });

    expect(wire.push(PIECE)).toEqual([{ kind: 'bytes', bytes: Buffer.from(PIECE_TEXT) }]);
    expect(wire.push(END)).toEqual([]);
    expect(wire.end()).toEqual([{ kind: 'bytes', bytes: Buffer.from(END_TEXT) }]);
    expect(wire.end()).toEqual([]);
  });
});

describe('What the lines look like', () => {
  test.each([
    ['lf', PIECE_TEXT + END_TEXT],
    ['crlf', (PIECE_TEXT + END_TEXT).replaceAll('\n', '\r\n')],
    ['cr', (PIECE_TEXT + END_TEXT).replaceAll('\n', '\r')],
    ['bom', `\uFEFF${PIECE_TEXT}${END_TEXT}`],
    [
      'multiline-data',
      'event: piece\ndata: {\ndata:  "a": "é"\ndata: }\n\nevent: end\ndata: {\ndata:  "a": 1\ndata: }\n\n',
    ],
  ] as const)('%s', (fault, text) => {
    expect(textOf({ faults: [fault] })).toBe(text);
  });

  test('comments stand between and inside the events', () => {
    expect(textOf({ faults: ['comments'] })).toBe(
      ': a comment\n\nevent: piece\n:\ndata: {"a":"é"}\n:data: no data\n\n' +
        ': a comment\n\nevent: end\n:\ndata: {"a":1}\n:data: no data\n\n',
    );
  });

  test('faults of different parts go together', () => {
    expect(textOf({ faults: ['crlf', 'bom', 'no-completion', 'cut-every'], bytes: 5 })).toBe(
      `\uFEFF${PIECE_TEXT.replaceAll('\n', '\r\n')}`,
    );
  });
});

describe('Where the chunks end', () => {
  const all = Buffer.from(PIECE_TEXT + END_TEXT);

  test('cut-at at any byte', () => {
    for (let bytes = 1; bytes < all.length; bytes++) {
      const chunks = chunksOf({ faults: ['cut-at'], bytes });

      expect(chunks.map(({ length }) => length)).toEqual([bytes, all.length - bytes]);
      expect(Buffer.concat(chunks)).toEqual(all);
    }
  });

  test('cut-every so many bytes', () => {
    const lengths = chunksOf({ faults: ['cut-every'], bytes: 20 }).map(({ length }) => length);

    expect(lengths).toEqual([20, 20, 17]);
    expect(chunksOf({ faults: ['cut-every'] })).toHaveLength(57);
  });

  test('cut-random by the seed', () => {
    const lengths = (seed: string) =>
      chunksOf({ faults: ['cut-random'], bytes: 9 }, seed).map(({ length }) => length);

    expect(lengths('a')).toEqual(lengths('a'));
    expect(lengths('a')).not.toEqual(lengths('b'));
    expect(Math.max(...lengths('a'))).toBeLessThanOrEqual(9);
    expect(Buffer.concat(chunksOf({ faults: ['cut-random'] }))).toEqual(all);
  });

  test('cut-utf8 inside each character of more than one byte', () => {
    const chunks = chunksOf({ faults: ['cut-utf8'] });

    expect(chunks.map((chunk) => chunk.toString('latin1'))).toEqual([
      'event: piece\ndata: {"a":"\u00C3',
      '\u00A9"}\n\n',
      END_TEXT,
    ]);
  });
});

describe('How the stream ends', () => {
  test.each([
    ['no-last-blank-line', PIECE_TEXT + END_TEXT.slice(0, -1)],
    ['no-completion', PIECE_TEXT],
    ['error-event', `${PIECE_TEXT}event: error\ndata: {}\n\n`],
  ] as const)('%s', (fault, text) => {
    expect(textOf({ faults: [fault] })).toBe(text);
  });

  test.each([
    [undefined, PIECE_TEXT, END_TEXT],
    [3, 'eve', `${PIECE_TEXT.slice(3)}${END_TEXT}`],
    [34, `${PIECE_TEXT}eve`, END_TEXT.slice(3)],
  ])('stall after byte %s', (bytes, before, after) => {
    const steps = stepsOf({ faults: ['stall'], ms: 5, ...(bytes === undefined ? {} : { bytes }) });
    const at = steps.findIndex(({ kind }) => kind === 'wait');
    const text = (part: WireStep[]) =>
      part.map((step) => (step.kind === 'bytes' ? step.bytes.toString() : '')).join('');

    expect(steps[at]).toEqual({ kind: 'wait', ms: 5 });
    expect(text(steps.slice(0, at))).toBe(before);
    expect(text(steps.slice(at + 1))).toBe(after);
  });

  test('drop in the middle of a line', () => {
    expect(stepsOf({ faults: ['drop'], bytes: 10 }).slice(0, 2)).toEqual([
      { kind: 'bytes', bytes: Buffer.from('event: pie') },
      { kind: 'drop' },
    ]);
  });

  test('drop right after the first event, where no byte was planned', () => {
    const wire = new FaultyWire({ faults: ['drop'] }, new Random('1'), END);

    expect(wire.push(PIECE)).toEqual([
      { kind: 'bytes', bytes: Buffer.from(PIECE_TEXT) },
      { kind: 'drop' },
    ]);
  });

  test('stall between two events writes nothing between them', () => {
    expect(stepsOf({ faults: ['stall'] })).toEqual([
      { kind: 'bytes', bytes: Buffer.from(PIECE_TEXT) },
      { kind: 'wait', ms: undefined },
      { kind: 'bytes', bytes: Buffer.from(END_TEXT) },
    ]);
  });

  test('stall once, in chunks of any size', () => {
    const steps = stepsOf({ faults: ['stall', 'cut-every'], bytes: 10 });

    expect(steps.slice(0, 4).map(({ kind }) => kind)).toEqual(['bytes', 'wait', 'bytes', 'bytes']);
    expect(steps.filter(({ kind }) => kind === 'wait')).toEqual([{ kind: 'wait', ms: undefined }]);
  });

  test('slow waits 100 ms unless told otherwise', () => {
    expect(stepsOf({ faults: ['slow'] })[1]).toEqual({ kind: 'wait', ms: 100 });
  });

  test('slow waits before each chunk but the first', () => {
    const kinds = stepsOf({ faults: ['slow'], ms: 7 });

    expect(kinds.map((step) => (step.kind === 'wait' ? step.ms : step.kind))).toEqual([
      'bytes',
      7,
      'bytes',
    ]);
  });
});
