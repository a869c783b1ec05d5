/** The longest reply that is read, beyond every reply of the API. */
export const MAX_REPLY_BYTES = 16 * 2 ** 20;

/** The text of a reply, or `undefined` if it is longer than any of the API; the rest is not read. */
export async function readText(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MAX_REPLY_BYTES) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
