import * as http from 'node:http';
import * as https from 'node:https';
import { endToEnd } from './hop-by-hop.ts';

/** Told what passes between caller and target; it never holds anything up. */
export interface Observer {
  request(chunk: Buffer): void;
  head(reply: http.IncomingMessage): void;
  reply(chunk: Buffer): void;
  end(how: 'whole' | 'caller_left' | 'target_broke_off', error?: Error): void;
}

/** Where requests go. */
export interface Route {
  readonly target: URL;
  /** Connections that are used again and again. */
  readonly kept: http.Agent;
  /** A new connection each, which yet asks the target not to close while more is being sent. */
  readonly fresh: http.Agent;
}

/** A route to a target. */
export function routeTo(target: URL): Route {
  const { Agent } = target.protocol === 'https:' ? https : http;
  return {
    target,
    kept: new Agent({ keepAlive: true }),
    fresh: new Agent({ keepAlive: true, maxFreeSockets: 0 }),
  };
}

/** Closes all connections of a route. */
export function closeRoute({ kept, fresh }: Route): void {
  kept.destroy();
  fresh.destroy();
}

/**
 * Passes one request on to the target and its reply back, byte for byte and as it comes. Whoever
 * breaks off first ends it for both.
 */
export function forward(
  req: http.IncomingMessage,
  res: http.ServerResponse,
  route: Route,
  observer: Observer,
): void {
  const outgoing = open(req, route);
  let answered = false;
  let ended = false;
  const end: Observer['end'] = (how, error) => {
    if (ended) return;
    ended = true;
    observer.end(how, error);
  };
  const fail = (error: Error) => {
    if (!res.headersSent) refuse(res, route, error);
    else if (!res.writableFinished) res.destroy();
    end('target_broke_off', error);
  };
  outgoing.on('response', (reply) => {
    answered = true;
    observer.head(reply);
    passBack(reply, res, observer);
    reply.once('error', fail);
  });
  outgoing.on('error', (error) => {
    // A target may answer and close before it has read everything; the answer is what counts.
    if (!answered) fail(error);
    req.unpipe(outgoing);
    req.resume();
  });
  req.on('data', (chunk: Buffer) => observer.request(chunk));
  req.pipe(outgoing);
  req.once('error', () => outgoing.destroy());
  res.on('error', () => outgoing.destroy());
  res.once('close', () => {
    if (res.writableFinished) return end('whole');
    end('caller_left');
    outgoing.destroy();
  });
}

function open(req: http.IncomingMessage, { target, kept, fresh }: Route): http.ClientRequest {
  const { request } = target.protocol === 'https:' ? https : http;
  const { method = 'GET', url = '/' } = req;
  // A kept connection may just be closing; only what has no effect may meet that and be repeated.
  const isSafe = method === 'GET' || method === 'HEAD';
  const outgoing = request({
    protocol: target.protocol,
    hostname: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port,
    method,
    path: `${target.pathname.replace(/\/+$/, '')}${url}`,
    agent: isSafe ? kept : fresh,
    setHost: false,
  });
  outgoing.setHeader('Host', target.host);
  for (const [name, value] of endToEnd(req.rawHeaders)) {
    // The caller was told to continue by the proxy itself.
    if (/^(?:host|expect)$/i.test(name)) continue;
    outgoing.appendHeader(name, value);
  }
  if (req.headers['transfer-encoding'] !== undefined) {
    outgoing.setHeader('Transfer-Encoding', 'chunked');
  }
  return outgoing;
}

function passBack(reply: http.IncomingMessage, res: http.ServerResponse, observer: Observer): void {
  res.sendDate = false;
  const headers = endToEnd(reply.rawHeaders).flat();
  res.writeHead(reply.statusCode ?? 502, reply.statusMessage ?? '', headers);
  // The head of a stream is news to its caller, long before its first event.
  res.flushHeaders();
  reply.on('data', (chunk: Buffer) => observer.reply(chunk));
  reply.pipe(res);
}

function refuse(res: http.ServerResponse, { target }: Route, error: Error): void {
  const { code = error.message } = error as NodeJS.ErrnoException;
  const message = `Cannot reach ${target.host}: ${code}`;
  const body = { error: { code: 'proxy_target_unreachable', message, requestId: 'req_proxy' } };
  res.writeHead(502, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(body));
}
