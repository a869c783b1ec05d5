import type { Ending } from '../domain/journal-entries.ts';
import { conclude } from './conclude.ts';
import type { OpenExchange } from './exchange.ts';
import type { Host } from './host.ts';
import { endAfterRequest, hasUnreadBody } from './linger.ts';
import type { WholeReply } from './planned-reply.ts';

/** What observers are told where nothing was sent. */
export const NO_STATUS = 0;

/** Writes a reply as it is, and tells observers. */
export function writeReply(host: Host, exchange: OpenExchange, reply: WholeReply): void {
  const { req, res } = exchange;
  const ending = res.destroyed ? 'caller-left' : 'sent';
  res.writeHead(reply.status, reply.headers);
  if (!hasUnreadBody(req)) res.end(reply.bytes);
  else res.write(reply.bytes, () => endAfterRequest(req, res));
  tell(host, exchange, reply, ending);
}

/** Tells everyone who listens that an exchange has come to its end. */
export function tell(
  host: Host,
  exchange: OpenExchange,
  reply: WholeReply | undefined,
  ending: Ending,
): void {
  if (reply === undefined) {
    conclude(host, exchange, { status: NO_STATUS, ending });
    return;
  }
  const { status, errorCode, bytes } = reply;
  const text = isMedia(reply) ? undefined : bytes.toString();
  conclude(host, exchange, { status, errorCode, ending, text, bytes: bytes.length });
}

function isMedia({ headers }: WholeReply): boolean {
  return /^(?:image|audio|video)\//.test(String(headers['Content-Type']));
}
