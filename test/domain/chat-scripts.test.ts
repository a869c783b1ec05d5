import { describe, expect, test } from 'vitest';
import { patternOf, turnMismatches } from '../../src/server/domain/chat-scripts.ts';

const TURN = { model: 'gpt-5-2-chat', session_id: 'chat_1', message: 'A paper boat' };

describe('turnMismatches()', () => {
  test.each([
    {},
    { times: 3 },
    { model: 'gpt-5-2-chat' },
    { sessionId: 'chat_1' },
    { messageContains: 'paper' },
    { messageMatches: '^A .+ boat$' },
    { messageMatches: /BOAT/i },
    { model: 'gpt-5-2-chat', messageContains: 'A', messageMatches: /./ },
  ] as const)('finds nothing that keeps %o from its turn', (matcher) => {
    expect(turnMismatches(matcher, TURN)).toEqual([]);
  });

  test('names each condition that does not hold', () => {
    const matcher = {
      model: 'gemini-2-5-flash-chat',
      sessionId: 'chat_2',
      messageContains: 'ship',
      messageMatches: /^boat/i,
    } as const;

    expect(turnMismatches(matcher, TURN)).toEqual([
      'model "gemini-2-5-flash-chat", the call has "gpt-5-2-chat"',
      'session_id "chat_2", the call has "chat_1"',
      'message with "ship" inside, the call has "A paper boat"',
      'message like /^boat/i, the call has "A paper boat"',
    ]);
  });
});

describe('patternOf()', () => {
  test.each([/boat/g, /boat/y, /boat/gy])('forgets where %o has found something', (pattern) => {
    const { flags, lastIndex } = patternOf(pattern);

    expect({ flags, lastIndex }).toEqual({ flags: '', lastIndex: 0 });
  });

  test('keeps all other flags', () => {
    expect(patternOf(/^boat/gimsu)).toEqual(/^boat/imsu);
  });

  test('reads a text with the flag u', () => {
    expect(patternOf('^.$').test('⛵')).toBe(true);
    expect(patternOf('^.$').test('😀')).toBe(true);
  });
});
