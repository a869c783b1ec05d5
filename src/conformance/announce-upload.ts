import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';

interface Announcing {
  readonly url: string;
  readonly apiKey: string;
  /** The length that is announced; next to nothing of it is sent. */
  readonly bytes: number;
  readonly timeoutMs: number;
}

/** What was answered before the bytes came. */
export interface Answered {
  readonly status: number;
  /** At most the first 64 KiB of the body. */
  readonly text: string;
}

const BOUNDARY = 'rivya-testkit-conformance';
const MOST_TEXT = 64 * 1_024;

/**
 * Announces an upload, sends only the head of its file, and gives the answer to that. `undefined`
 * where none comes in time, or the connection is closed instead. Redirects are not followed.
 */
export function announceUpload(announcing: Announcing): Promise<Answered | undefined> {
  const { url, apiKey, bytes, timeoutMs } = announcing;
  const request = new URL(url).protocol === 'https:' ? secure : plain;
  return new Promise((resolve) => {
    const asked = request(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': bytes,
      },
    });
    const end = (answered?: Answered) => {
      clearTimeout(late);
      asked.destroy();
      resolve(answered);
    };
    const late = setTimeout(end, timeoutMs);
    asked.on('error', () => end());
    asked.on('response', (reply) => {
      reply.on('error', () => {});
      const status = reply.statusCode ?? 0;
      startOf(reply).then(
        (text) => end({ status, text }),
        () => end({ status, text: '' }),
      );
    });
    asked.write(headOf());
  });
}

async function startOf(reply: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of reply) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_TEXT) break;
  }
  return text;
}

function headOf(): string {
  const part = (disposition: string, rest: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n${rest}`;
  return (
    part('name="kind"', '\r\nimage\r\n') +
    part('name="file"; filename="huge.png"', 'Content-Type: image/png\r\n\r\n')
  );
}
