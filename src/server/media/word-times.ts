/** When each word of a text is spoken, in seconds, evenly over its letters. */
export function wordTimes({ text, seconds }: { text: string; seconds: number }) {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const perLetter = seconds / Math.max(1, words.join('').length);
  let letters = 0;
  return {
    words: words.map((word) => {
      const start = round(letters * perLetter);
      letters += word.length;
      return { text: word, start, end: round(letters * perLetter) };
    }),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
