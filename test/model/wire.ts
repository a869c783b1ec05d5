import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { PNG } from '../support/examples.ts';

const PART = 'Content-Disposition: form-data; name=';
const UPLOAD = Buffer.concat([
  Buffer.from(`--b\r\n${PART}"kind"\r\n\r\nimage\r\n`),
  Buffer.from(`--b\r\n${PART}"file"; filename="boat.png"\r\n\r\n`),
  PNG,
  Buffer.from('\r\n--b--\r\n'),
]);

/** A reply over the wire. */
export interface Answer {
  readonly status: number;
  readonly isReplayed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: commands look into bodies of all shapes
  readonly body: any;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly body?: object | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Calls one fake over connections that are kept, as cheaply as sockets allow. */
export class Wire {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  ask(ask: Ask): Promise<Answer> {
    const { headers, text } = encoded(ask);
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.#port, headers };
      const call = request({ ...options, method: ask.method, path: ask.path }, (reply) => {
        read(reply).then(resolve, reject);
      });
      call.on('error', reject);
      call.end(text);
    });
  }

  /** Uploads a picture of one pixel. */
  upload(key: string): Promise<Answer> {
    const headers = {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': UPLOAD.length,
    };
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.#port, headers };
      const call = request({ ...options, method: 'POST', path: '/api/v1/files' }, (reply) => {
        read(reply).then(resolve, reject);
      });
      call.on('error', reject);
      call.end(UPLOAD);
    });
  }

  /** Sends a whole request, and is gone before its reply. */
  leave(ask: Ask): Promise<void> {
    const { headers, text } = encoded(ask);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const head = [`${ask.method} ${ask.path} HTTP/1.1`, 'Host: fake', ...lines].join('\r\n');
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1', () => {
        socket.write(`${head}\r\n\r\n${text}`, () => socket.destroy());
      });
      socket.once('close', () => resolve());
      socket.on('error', () => {});
    });
  }

  /** Reads the first piece of a stream and leaves; `undefined` if it is none. */
  glance(ask: Ask): Promise<Answer | undefined> {
    const { headers, text } = encoded(ask);
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, headers, agent: false as const };
      const call = request({ ...options, method: ask.method, path: ask.path }, (reply) => {
        if (reply.statusCode !== 200) return void read(reply).then(resolve, reject);
        reply.on('error', () => {});
        reply.once('data', () => {
          call.destroy();
          resolve(undefined);
        });
      });
      call.on('error', reject);
      call.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function encoded({ key, body, idempotencyKey }: Ask) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers: Record<string, string | number> = { Authorization: `Bearer ${key}` };
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    headers['Content-Length'] = Buffer.byteLength(text);
  }
  return { headers, text };
}

async function read(reply: IncomingMessage): Promise<Answer> {
  let text = '';
  reply.setEncoding('utf8');
  for await (const piece of reply) text += piece;
  return {
    status: reply.statusCode ?? 0,
    isReplayed: reply.headers['idempotency-replayed'] === 'true',
    body: text === '' ? undefined : JSON.parse(text),
  };
}
