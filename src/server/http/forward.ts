import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

const agent = new Agent({ keepAlive: true });

/** Has another process on this machine answer a request: nothing of it is changed or held up. */
export function forward(req: IncomingMessage, res: ServerResponse, port: number): void {
  const { method, url: path, rawHeaders: headers } = req;
  const call = request({ agent, host: '127.0.0.1', port, method, path, headers }, (reply) => {
    res.writeHead(reply.statusCode ?? 502, reply.statusMessage, reply.rawHeaders);
    res.flushHeaders();
    pipeline(reply, res, () => {});
  });
  call.on('error', () => res.destroy());
  res.on('close', () => call.destroy());
  pipeline(req, call, () => {});
}
