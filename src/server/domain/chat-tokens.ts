const WORDS =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\p{L}\p{M}]+|\p{N}{1,3}|\n+|[^\s\p{L}\p{M}\p{N}]/gu;
const PLAIN_WORD = 8;
const LETTERS_PER_TOKEN = 4;

/**
 * Roughly the tokens that a model would count: one for a common word, more for a long one, one for
 * each ideograph, sign and group of three digits.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [word] of text.matchAll(WORDS)) {
    tokens += 1 + Math.max(0, Math.ceil((word.length - PLAIN_WORD) / LETTERS_PER_TOKEN));
  }
  return tokens;
}

const PIECE = /\s*\S{1,12}|\s+/gu;

/** A text in pieces of about a word, each with the space before it; joined, they are the text. */
export function splitIntoPieces(text: string): string[] {
  return text.match(PIECE) ?? [];
}
