import { readFileSync } from 'node:fs';
import { parseHar } from './har.ts';
import { parseRecording, type RecordedExchange } from './recording.ts';

/**
 * The exchanges of a file, in the order in which they began: a recording of the proxy, or a HAR file.
 *
 * @throws {RangeError} that says why the file is neither.
 */
export function readRecording(file: string): RecordedExchange[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? message);
    throw new RangeError(`Cannot read the recording "${file}": ${reason}`);
  }
  return parseExchanges(text);
}

/**
 * The exchanges of a text that is a recording or a HAR file.
 *
 * @throws {RangeError} that says why the text is neither.
 */
export function parseExchanges(marked: string): RecordedExchange[] {
  const text = marked.replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof Object(value).log === 'object') return parseHar(value);
  } catch (error) {
    // Lines of JSON are no JSON.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return parseRecording(text);
}
