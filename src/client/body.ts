/** A body that is sent piece by piece. */
export interface BodyStream {
  readonly headers: { readonly [name: string]: string };
  readonly body: ReadableStream<Uint8Array>;
}

/** The options of fetch for a body that is JSON, a stream, or not there. */
export function bodyOf({
  body,
  stream,
}: {
  readonly body?: object;
  readonly stream?: BodyStream | undefined;
}): { readonly body?: string | ReadableStream<Uint8Array>; readonly duplex?: 'half' } {
  if (stream !== undefined) return { body: stream.body, duplex: 'half' };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}
