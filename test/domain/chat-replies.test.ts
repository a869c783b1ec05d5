import { describe, expect, test } from 'vitest';
import { answerTo, type Question } from '../../src/server/domain/chat-replies.ts';
import { Random } from '../../src/server/domain/random.ts';

function answer(message: string, more: Partial<Question> = {}, seed = '1'): string {
  const before = { count: 0, first: undefined, last: undefined };
  const question = { message, before, images: 0, webSearch: false, effort: 'default', ...more };
  return answerTo(question, new Random(seed));
}

const before = { count: 2, first: 'Name a boat', last: 'Name another' };

describe('The usual answer', () => {
  test('quotes the message and ends in filler', () => {
    expect(answer('Hello')).toMatch(/^You wrote “Hello”\.( [A-Z][a-z ]+\.){2,4}$/);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(answer('Hello')).toBe(answer('Hello'));
    expect(answer('Hello', {}, '2')).not.toBe(answer('Hello'));
  });

  test('cuts a long message without breaking a character', () => {
    const long = answer('😀'.repeat(500));

    expect(long).toContain(`“${'😀'.repeat(120)}…”`);
    expect(Buffer.from(long).toString()).toBe(long);
  });

  test('refers to what was said before', () => {
    expect(answer('Hello', { before })).toContain('Before that you wrote “Name another”.');
  });

  test('tells which options have arrived', () => {
    const told = answer('Hello', { images: 2, webSearch: true, effort: 'high' });

    expect(told).toContain('I looked at 2 images. I searched the web.');
    expect(told).toContain('My reasoning effort was high.');
    expect(answer('Hello')).not.toContain('image');
  });
});

describe('Asked what was said, it knows', () => {
  test.each([
    ['What was my previous message?', 'Your previous message was “Name another”.'],
    ['what did I just say', 'Your previous message was “Name another”.'],
    ['Repeat my first question', 'Your first message was “Name a boat”.'],
    [
      'How many messages did I send?',
      'You have sent 3 messages in this session, this one included.',
    ],
  ])('%s', (message, expected) => {
    expect(answer(message, { before })).toBe(expected);
  });

  test('that nothing was', () => {
    expect(answer('What was my previous message?')).toBe(
      'This is the first message of this session.',
    );
  });
});
