import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Divert, type Fake, startServer } from './fake.ts';
import { forward } from './http/forward.ts';
import { ownerOf, worldOf } from './http/owner.ts';
import type { FakeOptions } from './options.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

type Start = Extract<ToWorker, { kind: 'start' }>;

/** Makes the options of a fake from what was sent. */
type ReadOptions = (sent: unknown) => FakeOptions;

/** Serves the worlds of one worker, as the process in front says. */
export function work(read: ReadOptions): void {
  let ports: readonly number[] = [];
  let running: { fake: Fake; server: Server } | undefined;
  process.on('message', (message: ToWorker, socket?: Socket) => {
    if (message.kind === 'start') {
      const divert = strays(message, () => ports);
      begin(message, read, divert).then(
        (started) => {
          running = started;
          tell({ kind: 'ready', port: (started.server.address() as AddressInfo).port });
        },
        (error: Error) => tell({ kind: 'failed', message: error.message }),
      );
    } else if (message.kind === 'peers') ports = message.ports;
    else if (message.kind === 'stop') stop(running?.fake);
    else if (socket !== undefined) take(running?.server, socket, message.head);
  });
  // Without the process in front nobody can be reached any more.
  process.on('disconnect', () => process.exit(2));
}

function begin({ options, publicUrl, controlToken }: Start, read: ReadOptions, divert: Divert) {
  const own = { ...read(options), host: '127.0.0.1', port: 0, publicUrl };
  return startServer(controlToken === undefined ? own : { ...own, controlToken }, divert);
}

/** One connection can carry requests for several worlds; those of others go to their worker. */
function strays({ index, count }: Start, ports: () => readonly number[]): Divert {
  return (listener: RequestListener): RequestListener =>
    (req, res) => {
      const world = worldOf(req.url ?? '/', req.headers);
      const owner = world === undefined ? index : ownerOf(world, count);
      const port = owner === index ? undefined : ports()[owner];
      if (port === undefined) listener(req, res);
      else forward(req, res, port);
    };
}

function take(server: Server | undefined, socket: Socket, head: string): void {
  if (server === undefined) return void socket.destroy();
  socket.unshift(Buffer.from(head, 'latin1'));
  server.emit('connection', socket);
}

function stop(fake: Fake | undefined): void {
  const closed = fake?.close() ?? Promise.resolve();
  closed.then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`error: the fake had a bug: ${String(error)}\n`);
      process.exit(2);
    },
  );
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
