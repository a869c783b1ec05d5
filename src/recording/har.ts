import { createHash } from 'node:crypto';
import * as z from 'zod';
import { explain } from '../contracts/explain.ts';
import { parseUrl } from '../contracts/parse-url.ts';
import type { RecordedBody, RecordedExchange } from './recording.ts';
import { redactHeaders, redactText } from './redact.ts';

const Headers = z.array(z.object({ name: z.string(), value: z.string() }));

/** What is read of a HAR file (HTTP Archive 1.2); everything else is left aside. */
const Har = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        startedDateTime: z.string(),
        time: z.number().default(0),
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: Headers,
          postData: z
            .object({ mimeType: z.string().default(''), text: z.string().optional() })
            .optional(),
        }),
        response: z.object({
          status: z.number(),
          headers: Headers,
          content: z
            .object({
              mimeType: z.string().default(''),
              text: z.string().optional(),
              encoding: z.string().optional(),
              size: z.number().default(0),
            })
            .default({ mimeType: '', size: 0 }),
        }),
      }),
    ),
  }),
});

type Entry = z.output<typeof Har>['log']['entries'][number];

/**
 * The exchanges of a HAR file as browsers and proxies export them, redacted.
 *
 * @throws {RangeError} that names the field which is none of a HAR file.
 */
export function parseHar(value: unknown): RecordedExchange[] {
  const result = Har.safeParse(value);
  if (!result.success) {
    const reason = explain(result.error.issues, value, 'the file');
    throw new RangeError(`Cannot read the HAR file: ${reason}`);
  }
  return result.data.log.entries.filter(({ request }) => parseUrl(request.url)).map(exchangeOf);
}

function exchangeOf({ startedDateTime, time, request, response }: Entry): RecordedExchange {
  const { pathname, search } = new URL(request.url);
  const headersOf = (headers: Entry['request']['headers']) =>
    redactHeaders(headers.map(({ name, value }) => [name, value] as const));
  const { status, content } = response;
  return {
    startedAt: startedDateTime,
    durationMs: Math.max(0, time),
    request: {
      method: request.method,
      path: redactText(`${pathname}${search}`),
      headers: headersOf(request.headers),
      body: bodyOf(request.postData?.mimeType, request.postData?.text, undefined),
    },
    // Browsers write status 0 where no reply came.
    reply:
      status === 0
        ? null
        : {
            status,
            headers: headersOf(response.headers),
            body:
              content.text === undefined && content.size > 0
                ? { kind: 'bytes', type: content.mimeType, bytes: content.size, sha256: '' }
                : bodyOf(content.mimeType, content.text, content.encoding),
          },
    ended: status === 0 ? 'target_broke_off' : 'whole',
  };
}

function bodyOf(
  type = '',
  text: string | undefined,
  encoding: string | undefined,
): RecordedBody | null {
  if (text === undefined || text === '') return null;
  const bytes = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
  // A HAR file holds uploads as text that has lost its bytes.
  if (/json|text|urlencoded|xml/.test(type) && !type.startsWith('multipart/')) {
    return { kind: 'text', type, text: redactText(bytes.toString('utf8')) };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'bytes', type, bytes: bytes.length, sha256 };
}
