import type { IncomingMessage } from 'node:http';
import { type Endpoint, successStatus } from '../../contracts/endpoint.ts';
import { type OpenExchange, targetOf } from './exchange.ts';
import type { Host } from './host.ts';
import { checkReply, sendJson } from './send.ts';

/** Whether a caller wants nothing but the text of a reply: by the query, else by what it accepts. */
export function wantsText({ reply }: Endpoint, req: IncomingMessage): boolean {
  if (reply.kind !== 'json' || !reply.text) return false;
  const format = new URLSearchParams(targetOf(req).split('?')[1]).get('format');
  if (format !== null) return format === 'text';
  const { accept = '*/*' } = req.headers;
  return weightOf('text/plain', accept) > weightOf('application/json', accept);
}

/** Checks a reply as a whole against its contract, and sends its text as lines. */
export function sendText(
  host: Host,
  exchange: OpenExchange,
  endpoint: Endpoint,
  reply: unknown,
): void {
  checkReply(endpoint, reply, host.switches);
  const text = `${Object(reply).text}\n`;
  sendJson(host, exchange, {
    status: successStatus(endpoint, host.switches),
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: reply,
    json: { text, bytes: Buffer.byteLength(text) },
  });
}

/** How much a caller wants a type, from 0 to 1; the most specific range decides (RFC 9110, 12.5.1). */
function weightOf(type: string, accept: string): number {
  const ranges = accept.toLowerCase().split(',');
  for (const name of [type, type.replace(/\/.*/, '/*'), '*/*']) {
    const parts = ranges.map((range) => range.trim().split(/\s*;\s*/));
    const found = parts.find(([first]) => first === name);
    if (found !== undefined) return Number(found.find((part) => /^q=/.test(part))?.slice(2) ?? 1);
  }
  return 0;
}
