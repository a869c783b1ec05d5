import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, type ErrorCode } from '../../contracts/errors.ts';
import { HEADERS } from '../../contracts/headers.ts';
import type { ErrorEnvelope } from '../../contracts/primitives.ts';
import { newRequestId } from '../domain/world.ts';
import type { Host } from './host.ts';

const MESSAGES: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'the headers must be at most 16384 bytes long',
  ERR_HTTP_REQUEST_TIMEOUT: 'the request must be complete within its time',
};

/** Answers what never becomes a request, and so never comes to the router, in the same envelope. */
export function answerProtocolErrors(server: Server, host: Host): void {
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    const message =
      MESSAGES[code ?? ''] ?? `the request must be valid HTTP: ${code ?? 'it is not'}`;
    answerRaw(host, socket, 'validation_failed', message);
  });
  server.on('connect', (_req, socket) => {
    answerRaw(host, socket, 'not_found', 'Cannot CONNECT: this is no proxy');
  });
  server.on('checkExpectation', (_req: IncomingMessage, res: ServerResponse) => {
    const message = 'the header Expect must be 100-continue';
    res.writeHead(ERRORS.validation_failed.status, {
      'Content-Type': 'application/json; charset=utf-8',
      Connection: 'close',
    });
    res.end(JSON.stringify(envelope(host, 'validation_failed', message)));
  });
}

function answerRaw(host: Host, socket: Duplex, code: ErrorCode, message: string): void {
  if (!socket.writable) return void socket.destroy();
  const body = envelope(host, code, message);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${ERRORS[code].status} Refused`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `${HEADERS.requestId.name}: ${body.error.requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

function envelope(host: Host, code: ErrorCode, message: string): ErrorEnvelope {
  return { error: { code, message, requestId: newRequestId(host.random) } };
}
