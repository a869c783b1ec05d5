import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { startPrism } from './prism.ts';
import { startTarget } from './target.ts';

/** One thing that Prism has to say about an exchange. */
export interface Violation {
  readonly asked: string;
  readonly status: number;
  readonly of: 'request' | 'response';
  readonly where: string;
  readonly message: string;
}

/** A fake behind Prism, and what Prism has said so far. */
export interface Judged {
  readonly url: string;
  readonly violations: readonly Violation[];
  /** How many exchanges Prism has seen. */
  readonly seen: () => number;
  close(): Promise<void>;
}

const HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);
const PRIVATE = new Set(['content-encoding', 'sl-violations']);
const BODY = 'x-judged-body';
const REPLY = 'x-judged-reply';
const STAND_IN = Buffer.from('{"model":"z-image","prompt":"A paper boat"}');

/**
 * Puts Prism between a caller and a fake. Prism reads a body as text and sends that on, so the door
 * behind it puts back the bytes that came in before it: Prism judges, and breaks no picture.
 *
 * A body that is no JSON is answered by Prism itself, and of a body that is wrong for each of 54 models
 * it only says "too many violations". Those replies are shown to it once more, under a request that is right.
 */
export async function startJudged(fakeUrl: string): Promise<Judged> {
  const bodies: Buffer[] = [];
  const replies: Passed[] = [];
  const violations: Violation[] = [];
  let seen = 0;
  const behind = await startTarget(
    answering(async (req) => {
      const sent = await bytesOf(req);
      const known = replies[Number(req.headers[REPLY] ?? -1)];
      const body = bodies[Number(req.headers[BODY] ?? -1)] ?? sent;
      return known ?? pass(req, { to: fakeUrl, body });
    }),
  );
  const prism = await startPrism(behind.url, { tells: true });
  const judge = async (req: IncomingMessage, body: Buffer): Promise<Passed> => {
    const more = { [BODY]: String(bodies.push(body) - 1) };
    const whole = isBroken(req, body)
      ? await pass(req, { to: fakeUrl, body })
      : await pass(req, { to: prism.url, body, more });
    const said = whole.headers.get('sl-violations') ?? '[]';
    if (!isBroken(req, body) && said.startsWith('[')) {
      violations.push(...told(req, whole));
      return whole;
    }
    const again = { [REPLY]: String(replies.push(whole) - 1) };
    violations.push(...told(req, await pass(req, { to: prism.url, body: STAND_IN, more: again })));
    return whole;
  };
  const front = await startTarget(
    answering(async (req) => {
      const body = await bytesOf(req);
      const isApi = req.url?.startsWith('/api/v1/') === true;
      if (isApi) seen += 1;
      return isApi ? judge(req, body) : pass(req, { to: fakeUrl, body });
    }),
  );
  return {
    url: front.url,
    violations,
    seen: () => seen,
    close: async () => {
      await front.close();
      prism.stop();
      await behind.close();
    },
  };
}

/** Who leaves within a request waits for no answer; whatever else fails breaks the connection. */
function answering(answer: (req: IncomingMessage) => Promise<Passed>): RequestListener {
  return (req, res) =>
    void answer(req)
      .then((passed) => send(res, passed))
      .catch(() => res.destroy());
}

function isBroken(req: IncomingMessage, body: Buffer): boolean {
  if (req.headers['content-type'] !== 'application/json') return false;
  try {
    JSON.parse(body.toString());
    return false;
  } catch {
    return true;
  }
}

function told({ method, url }: IncomingMessage, { status, headers }: Passed): Violation[] {
  const said = JSON.parse(headers.get('sl-violations') ?? '[]') as {
    location: string[];
    message: string;
  }[];
  return said.map(({ location: [of, ...where], message }) => ({
    asked: `${method} ${url}`,
    status,
    of: of === 'response' ? 'response' : 'request',
    where: where.join('.'),
    message,
  }));
}

async function bytesOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Passing {
  readonly to: string;
  readonly body: Buffer;
  readonly more?: Readonly<Record<string, string>>;
}

interface Passed {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

async function pass(req: IncomingMessage, { to, body, more = {} }: Passing): Promise<Passed> {
  const headers = new Headers();
  for (const [name, value] of Object.entries({ ...req.headers, ...more })) {
    const isOurs = name.startsWith('x-judged-') && !Object.hasOwn(more, name);
    if (!HOP.has(name) && !isOurs && typeof value === 'string') headers.set(name, value);
  }
  // A kept connection may be closed by Prism in the moment in which it is used again.
  headers.set('connection', 'close');
  const response = await fetch(to + req.url, {
    method: req.method ?? 'GET',
    headers,
    redirect: 'manual',
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

function send(res: ServerResponse, { status, headers, bytes }: Passed): void {
  for (const [name, value] of headers) {
    if (!HOP.has(name) && !PRIVATE.has(name)) res.setHeader(name, value);
  }
  res.writeHead(status).end(bytes);
}
