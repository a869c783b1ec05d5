import { describe, expect, test } from 'vitest';
import { checkFaults, checkScript } from '../../src/server/domain/chat-checks.ts';

describe('checkScript()', () => {
  test('takes every part at once', () => {
    const script = {
      model: 'gpt-5-2-chat',
      sessionId: 'chat_1',
      messageContains: 'boat',
      messageMatches: '^A',
      times: 1,
      firstDelayMs: 0,
      tokensPerSecond: 0.5,
      text: '',
      inputTokens: 0,
      outputTokens: 1_000_000_000,
      error: { code: 'rate_limited', message: 'Slow down', afterChunks: 0 },
    } as const;

    expect(() => checkScript(script)).not.toThrow();
  });

  test('takes a part that is undefined as one that is left out', () => {
    expect(() => checkScript({ text: undefined, chunks: ['', 'A'] } as never)).not.toThrow();
  });

  test.each([{ messageMatches: /a boat/y }, { chunks: [''] }, { tokensPerSecond: Infinity }])(
    'takes %o',
    (script) => {
      expect(() => checkScript(script)).not.toThrow();
    },
  );

  test.each([
    [{ model: 5 }, 'model is 5, expected a chat model'],
    [{ sessionId: '' }, 'sessionId is "", expected a text'],
    [{ sessionId: 5 }, 'sessionId is 5, expected a text'],
    [{ messageContains: ['boat'] }, 'messageContains is ["boat"], expected a text'],
    [{ messageMatches: '' }, 'messageMatches is "", expected a regular expression'],
    [{ messageMatches: 5 }, 'messageMatches is 5, expected a regular expression'],
    [{ messageMatches: '(' }, 'messageMatches is "(", expected a regular expression'],
    [{ text: 5 }, 'text is 5, expected a text'],
    [{ chunks: ['A', 5] }, 'chunks is ["A",5], expected a list of texts'],
    [{ tokensPerSecond: 0 }, 'tokensPerSecond is 0, expected a number above 0'],
    [{ tokensPerSecond: '9' }, 'tokensPerSecond is "9", expected a number above 0'],
    [{ chunks: [] }, 'chunks is [], expected a list of texts'],
    [{ chunks: 'A' }, 'chunks is "A", expected a list of texts'],
    [
      { inputTokens: 1e9 + 1 },
      'inputTokens is 1000000001, expected a whole number from 0 to 1000000000',
    ],
    [{ times: '2' }, 'times is "2", expected a whole number from 1'],
    [{ error: null }, 'error is null, expected { code, message, afterChunks }'],
    [{ error: 'fire' }, 'error is "fire", expected { code, message, afterChunks }'],
  ])('refuses %j as out of range', (script, reason) => {
    const call = () => checkScript(script as never);

    expect(call).toThrow(RangeError);
    expect(call).toThrow(`Cannot script the chat: ${reason}`);
  });

  test.each([
    [{ message: '' }, 'message is "", expected a text'],
    [{ afterChunks: -1 }, 'afterChunks is -1, expected a whole number from 0'],
  ])('refuses the error %j', (error, reason) => {
    expect(() => checkScript({ error })).toThrow(`Cannot script the chat: error: ${reason}`);
  });

  test.each([
    [null, 'it is null, expected an object'],
    ['text', 'it is "text", expected an object'],
    [{ toString: 'A' }, '"toString" is unknown; known are model, sessionId, messageContains'],
    [{ text: 'A', chunks: ['A'] }, 'text and chunks exclude each other'],
  ])('refuses %j as another thing', (script, reason) => {
    const call = () => checkScript(script as never);

    expect(call).toThrow(TypeError);
    expect(call).toThrow(`Cannot script the chat: ${reason}`);
  });
});

describe('checkFaults()', () => {
  test.each(['boat', 0, -1.5])('takes the seed %j', (seed) => {
    expect(() => checkFaults({ faults: ['cut-random'], bytes: 1, ms: 0, seed })).not.toThrow();
  });

  test.each([
    [{ seed: '' }, 'seed is "", expected a text or a number'],
    [{ seed: Number.NaN }, 'seed is NaN, expected a text or a number'],
    [{ seed: true }, 'seed is true, expected a text or a number'],
    [{ faults: 'cr' }, 'faults is "cr", expected a list of cr, lf, crlf'],
    [{ faults: ['cr', 'fire'] }, 'faults is ["cr","fire"], expected a list of cr, lf, crlf'],
    [{ faults: ['toString'] }, 'faults is ["toString"], expected a list of cr, lf, crlf'],
    [{ faults: undefined }, 'faults are missing, expected at least one'],
    [{ faults: ['cr', 'lf'] }, '"cr" and "lf" both decide the line ends'],
  ])('refuses %j', (plan, reason) => {
    const call = () => checkFaults(plan as never);

    expect(call).toThrow(RangeError);
    expect(call).toThrow(`Cannot inject the stream fault: ${reason}`);
  });
});
