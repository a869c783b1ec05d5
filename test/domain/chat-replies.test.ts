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

  test('has two to four sentences of filler, each of other words', () => {
    const answers = Array.from({ length: 100 }, (_, seed) => answer('Hello', {}, `${seed}`));
    const sentences = answers.map((text) => text.split('. ').length - 1);
    const words = new Set(answers.flatMap((text) => text.match(/\w+/g)));

    expect(new Set(sentences)).toEqual(new Set([2, 3, 4]));
    for (const word of ['boat', 'light', 'street', 'map', 'tide']) expect(words).toContain(word);
    for (const word of ['wind', 'town', 'question', 'home', 'name']) expect(words).toContain(word);
  });

  test.each(['x'.repeat(120), '😀'.repeat(120)])('quotes all of %s', (message) => {
    expect(answer(message)).toContain(`“${message}”`);
  });

  test.each(['x', '😀'])('cuts what is more than 120 of %s', (letter) => {
    expect(answer(letter.repeat(121))).toContain(`“${letter.repeat(120)}…”`);
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
  });

  test('tells of one image', () => {
    expect(answer('Hello', { images: 1 })).toContain('I looked at 1 image. ');
  });

  test('tells of no option that is as usual', () => {
    expect(answer('Hello')).not.toMatch(/image|web|effort/);
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
