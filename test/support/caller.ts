/** A reply over the wire: its status, its headers and its parsed body. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of all shapes
  readonly body: any;
}

export interface CallOptions {
  /** Sent instead of the caller's key; `null` sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, with the content type of JSON. */
  readonly text?: string;
}

export interface Caller {
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  put(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  send(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
}

/** Plain HTTP calls with a key, as short as a test wants them. */
export function createCaller(baseUrl: string, apiKey: string): Caller {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    { key = apiKey, headers = {}, text }: CallOptions = {},
  ): Promise<Reply> => {
    const isForm = body instanceof FormData;
    const content = text ?? (body === undefined || isForm ? body : JSON.stringify(body));
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(content === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const received = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: parse(received, response.headers.get('content-type')),
    };
  };
  return {
    send,
    get: (path, options) => send('GET', path, undefined, options),
    post: (path, body, options) => send('POST', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
  };
}

/** JSON as a value, a stream as its text. */
function parse(received: string, type: string | null): unknown {
  if (received === '') return undefined;
  return type?.startsWith('text/event-stream') ? received : JSON.parse(received);
}
