import { closeExchange, type OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { endAfterRequest, hasUnreadBody } from './linger.ts';
import type { WholeReply } from './planned-reply.ts';

/** What observers are told where nothing was sent. */
export const NO_STATUS = 0;

/** Writes a reply as it is, and tells observers. */
export function writeReply(host: Host, exchange: OpenExchange, reply: WholeReply): void {
  const { req, res } = exchange;
  res.writeHead(reply.status, reply.headers);
  if (!hasUnreadBody(req)) res.end(reply.bytes);
  else res.write(reply.bytes, () => endAfterRequest(req, res));
  tell(host, exchange, reply.status, reply.errorCode);
}

/** Tells observers that an exchange has come to its end. */
export function tell(
  host: Host,
  exchange: OpenExchange,
  status: number,
  errorCode: string | undefined,
): void {
  host.onExchange?.(closeExchange(exchange, status, errorCode));
}
