import { describe, expect, test } from 'vitest';
import { checkScript } from '../../src/server/domain/chat-checks.ts';
import type { ChatScript } from '../../src/server/domain/chat-scripts.ts';
import { readingPlan, writtenPlan } from '../../src/server/domain/chat-snapshots.ts';
import { SnapshotRefused } from '../../src/server/domain/restoring.ts';

const read = readingPlan<ChatScript>(checkScript);

describe('A plan for turns', () => {
  test('comes back from JSON as it was', () => {
    const plan: ChatScript = {
      messageMatches: /a boat$/iu,
      tokensPerSecond: Number.POSITIVE_INFINITY,
      chunks: ['A', ' boat'],
      error: { code: 'rate_limited' },
      times: 2,
    };

    const json = JSON.parse(JSON.stringify(writtenPlan(plan)));

    expect(read(json, 'chat.scripts.waiting[0].plan')).toEqual(plan);
  });

  test('is written with what JSON cannot write in words', () => {
    const plan = { messageMatches: /a boat$/iu, tokensPerSecond: Infinity, text: undefined };

    expect(writtenPlan(plan)).toEqual({
      messageMatches: { source: 'a boat$', flags: 'iu' },
      tokensPerSecond: 'Infinity',
    });
    expect(writtenPlan(plan)).not.toHaveProperty('text');
  });

  test.each([
    { messageMatches: '^a boat' },
    { text: 'Infinity' },
    { messageContains: 'Infinity' },
    { tokensPerSecond: 9 },
  ])('is read as it is written: %j', (plan) => {
    expect(read(writtenPlan(plan), 'plan')).toEqual(plan);
  });

  test.each([
    [{ txt: 'A' }, '"txt" is unknown; known are model'],
    [{ firstDelayMs: 'Infinity' }, 'firstDelayMs is "Infinity", expected a whole number from 0'],
    [{ messageMatches: { source: '(', flags: '' } }, 'Invalid regular expression: /(/'],
    [{ messageMatches: { source: 'a', flags: 'q' } }, 'Invalid flags supplied to RegExp'],
  ])('is refused where it makes no sense: %j', (plan, reason) => {
    const call = () => read(plan, 'chat.scripts.waiting[0].plan');

    expect(call).toThrow(SnapshotRefused);
    expect(call).toThrow('chat.scripts.waiting[0].plan is not allowed: ');
    expect(call).toThrow(reason);
  });
});
