/** The events of a stream that ends every line with LF. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into data of all shapes
export function eventsIn(text: string): { event: string; data: any }[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [event = '', ...lines] = block.split('\n');
      const data = lines.map((line) => line.slice('data: '.length)).join('\n');
      return { event: event.slice('event: '.length), data: JSON.parse(data) };
    });
}
