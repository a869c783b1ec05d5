import type { IncomingMessage, ServerResponse } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';
import { hasBody } from './read-body.ts';

const MOST_BYTES = 32 * 1_024 * 1_024;
const MOST_MS = 2_000;

/** Whether more of the request is to come, which nobody will read. */
export function hasUnreadBody(req: IncomingMessage): boolean {
  return !req.complete && hasBody(req);
}

/**
 * Ends a reply that was sent before its request was complete: reads on for a while, as a connection
 * that closes on unread bytes would take the reply away from a caller who is still sending.
 */
export function endAfterRequest(req: IncomingMessage, res: ServerResponse): void {
  let left = MOST_BYTES;
  const end = () => {
    clearTimeout(late);
    res.end();
  };
  const late = setTimeout(end, MOST_MS).unref();
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  });
  req.once('end', end);
  req.once('close', end);
  req.resume();
}
