import type { Random } from './random.ts';

/** What the caller sent before in this session. */
export interface Before {
  readonly count: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** What an answer is made from. */
export interface Question {
  readonly message: string;
  readonly before: Before;
  readonly images: number;
  readonly webSearch: boolean;
  readonly effort: string;
}

const LONGEST_QUOTE = 120;

/**
 * The usual answer: it quotes the message, knows what was said before in the session, tells which
 * options arrived, and ends in some filler from the given stream of chance.
 */
export function answerTo(question: Question, random: Random): string {
  const recall = RECALLS.find(([pattern]) => pattern.test(question.message))?.[1];
  if (recall !== undefined) return recall(question.before);
  return [
    `You wrote ${quote(question.message)}.`,
    ...previous(question.before),
    ...options(question),
    ...filler(random),
  ].join(' ');
}

type Recall = (before: Before) => string;

const RECALLS: readonly (readonly [RegExp, Recall])[] = [
  [
    /\b(previous|last|earlier) (message|question|prompt)\b|\bwhat did i (just )?(say|ask|write)\b/i,
    (before) => told('previous', before.last),
  ],
  [/\bfirst (message|question|prompt)\b/i, (before) => told('first', before.first)],
  [
    /\bhow many (messages|questions)\b/i,
    (before) => `You have sent ${before.count + 1} messages in this session, this one included.`,
  ],
];

function told(which: string, message: string | undefined): string {
  if (message === undefined) return 'This is the first message of this session.';
  return `Your ${which} message was ${quote(message)}.`;
}

function previous({ last }: Before): string[] {
  return last === undefined ? [] : [`Before that you wrote ${quote(last)}.`];
}

function options({ images, webSearch, effort }: Question): string[] {
  return [
    ...(images > 0 ? [`I looked at ${images} ${images === 1 ? 'image' : 'images'}.`] : []),
    ...(webSearch ? ['I searched the web.'] : []),
    ...(effort === 'default' ? [] : [`My reasoning effort was ${effort}.`]),
  ];
}

function quote(message: string): string {
  const letters = [...message.slice(0, LONGEST_QUOTE * 2)];
  const isCut = letters.length > LONGEST_QUOTE || message.length > LONGEST_QUOTE * 2;
  return `“${letters.slice(0, LONGEST_QUOTE).join('')}${isCut ? '…' : ''}”`;
}

const SUBJECTS = ['A paper boat', 'The morning light', 'A quiet street', 'An old map', 'The tide'];
const VERBS = ['carries', 'follows', 'answers', 'forgets', 'remembers'];
const OBJECTS = ['the wind', 'a small town', 'every question', 'the long way home', 'its own name'];
const LEAST_SENTENCES = 2;
const MORE_SENTENCES = 3;

function filler(random: Random): string[] {
  const count = LEAST_SENTENCES + Math.floor(random.float() * MORE_SENTENCES);
  return Array.from(
    { length: count },
    () => `${pick(SUBJECTS, random)} ${pick(VERBS, random)} ${pick(OBJECTS, random)}.`,
  );
}

function pick(words: readonly string[], random: Random): string {
  return words[Math.floor(random.float() * words.length)] ?? '';
}
