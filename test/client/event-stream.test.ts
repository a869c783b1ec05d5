import { createParser } from 'eventsource-parser';
import { describe, expect, test } from 'vitest';
import { EventStreamDecoder, type ServerSentEvent } from '../../src/client/index.ts';

function decode(...chunks: (string | Uint8Array)[]): ServerSentEvent[] {
  const decoder = new EventStreamDecoder();
  return chunks.flatMap((chunk) =>
    decoder.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk),
  );
}

const short = (events: ServerSentEvent[]) => events.map(({ event, data }) => [event, data]);

/** The cases of https://html.spec.whatwg.org/multipage/server-sent-events.html and their kin. */
describe('The HTML standard', () => {
  test.each<[string, string, [string, string][]]>([
    [
      'two data lines are one text',
      'data: YHOO\ndata: +2\ndata: 10\n\n',
      [['message', 'YHOO\n+2\n10']],
    ],
    [
      'comments, ids and one space',
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      [
        ['message', 'first event'],
        ['message', 'second event'],
        ['message', ' third event'],
      ],
    ],
    [
      'an empty data field is an event, a cut one is none',
      'data\n\ndata\ndata\n\ndata:',
      [
        ['message', ''],
        ['message', '\n'],
      ],
    ],
    [
      'one space after the colon is no data',
      'data:test\n\ndata: test\n\n',
      [
        ['message', 'test'],
        ['message', 'test'],
      ],
    ],
    ['an event without data is none', 'event: a\n\ndata: b\n\n', [['message', 'b']]],
    ['the last event name counts', 'event: a\nevent: b\ndata: c\n\n', [['b', 'c']]],
    ['an empty event name is the usual one', 'event: a\nevent:\ndata: c\n\n', [['message', 'c']]],
    [
      'unknown fields are nothing',
      'retry: 5\nfoo: bar\nData: x\n data: y\ndata: z\n\n',
      [['message', 'z']],
    ],
    [
      'CR, LF and CRLF can be mixed',
      'data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\r',
      [
        ['message', 'a\nb\nc'],
        ['message', 'd'],
      ],
    ],
    [
      'other line breaks are none',
      'data: a\u2028b\u0085c\u000b\n\n',
      [['message', 'a\u2028b\u0085c\u000b']],
    ],
    ['a BOM at the start is nothing', '\uFEFFdata: a\n\n', [['message', 'a']]],
    ['a BOM later belongs to the field', 'data: a\n\n\uFEFFdata: b\n\n', [['message', 'a']]],
    [
      'a stream without a last blank line loses its last event',
      'data: a\n\ndata: b\n',
      [['message', 'a']],
    ],
    ['colons in data stay', 'data: a: b:c\n\n', [['message', 'a: b:c']]],
  ])('%s', (_what, text, events) => {
    expect(short(decode(text))).toEqual(events);
  });

  test('ids stay until another comes, and one with NUL is none', () => {
    const ids = decode('id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\n');

    expect(ids.map(({ lastEventId }) => lastEventId)).toEqual(['1', '1', '1', '']);
  });

  test('bytes that are no UTF-8 become replacement characters', () => {
    const bytes = Uint8Array.from([...Buffer.from('data: a'), 0xff, ...Buffer.from('b\n\n')]);

    expect(short(decode(bytes))).toEqual([['message', 'a\uFFFDb']]);
  });
});

describe('The borders of chunks', () => {
  test('a CRLF cut in two is one line end', () => {
    expect(short(decode('data: a\r', '\ndata: b\r', '', '\n\r', '\n'))).toEqual([
      ['message', 'a\nb'],
    ]);
  });

  test('a CR at the end of a chunk ends the line at once', () => {
    expect(short(decode('data: a\r\r'))).toEqual([['message', 'a']]);
  });

  test.each(['\n', '\r\n', '\r'])(
    'every cut of a 2 KB stream with %j gives the same',
    (newline) => {
      const bytes = Buffer.from(`\uFEFF${STREAM.replaceAll('\n', newline)}`);
      const whole = decode(bytes);

      expect(bytes.length).toBeGreaterThan(2_000);
      expect(whole).toHaveLength(24);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(decode(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole);
      }
      expect(decode(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    },
  );

  test('a long line in many chunks takes no quadratic time', () => {
    const chunk = new TextEncoder().encode('x'.repeat(100));
    const decoder = new EventStreamDecoder();
    decoder.push(new TextEncoder().encode('data: '));
    for (let index = 0; index < 50_000; index++) decoder.push(chunk);

    const [event] = decoder.push(new TextEncoder().encode('\n\n'));

    expect(event?.data).toHaveLength(5_000_000);
  });
});

test('an independent parser reads the same', () => {
  const events: [string, string][] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push([event, data]),
  });
  parser.feed(STREAM);

  expect(short(decode(STREAM))).toEqual(events);
});

const STREAM = Array.from({ length: 24 }, (_, index) =>
  [
    `: comment ${index}`,
    ...(index % 3 ? [`event: piece-${index}`] : []),
    `id: ${index}`,
    `data: {"text": "Grüße 😀 紙の船 ${'.'.repeat(index)}",`,
    `data:  "n": ${index}}`,
    '\n',
  ].join('\n'),
).join('');
