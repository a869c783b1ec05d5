import type { RequestListener } from 'node:http';

/** A reply of the API, before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text of anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: lies are told about bodies of all shapes
  readonly body: any;
}

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Its Idempotency-Key. */
  readonly key?: string;
}

/** What is told instead of what the fake said. */
export type Lie = (reply: Reply, asked: Asked) => Partial<Reply>;

/** A server that asks a fake and changes what that says: the real API, after it has moved. */
export function liar(fakeUrl: string, lie: Lie): RequestListener {
  return async (req, res) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk);
    } catch {
      return;
    }
    const sent = Buffer.concat(chunks);
    const { method = 'GET', url: path = '/' } = req;
    const { host, connection, 'content-length': _length, ...headers } = req.headers;
    const response = await fetch(fakeUrl + path, {
      method,
      headers: headers as Record<string, string>,
      redirect: 'manual',
      ...(sent.length === 0 ? {} : { body: sent }),
    });
    const { text, isWhole } = await read(response);
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    const told = {
      status: response.status,
      headers: new Headers(response.headers),
      body: isJson ? JSON.parse(text) : text,
    };
    const key = String(req.headers['idempotency-key'] ?? '');
    const reply = { ...told, ...lie(told, { method, path, body: sent.toString(), key }) };
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    reply.headers.delete('content-length');
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'date']) {
      reply.headers.delete(name);
    }
    res.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (isWhole) res.end(body);
    else res.write(body, () => res.destroy());
  };
}

async function read({ body }: Response): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  const textSoFar = () => Buffer.concat(chunks).toString();
  try {
    for await (const chunk of body ?? []) chunks.push(chunk);
    return { text: textSoFar(), isWhole: true };
  } catch {
    return { text: textSoFar(), isWhole: false };
  }
}
