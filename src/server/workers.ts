import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { controlTokenFor, listen } from './fake.ts';
import { ownerOf, worldOf } from './http/owner.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What may stand in front of the first request's end before a worker refuses it. */
const MOST_HEAD = 16 * 1_024;
/** How long a connection may wait before it has asked for something. */
const PATIENCE_MS = 60_000;

interface Worker {
  readonly child: ChildProcess;
  readonly port: number;
}

/** How several processes shall serve one fake. */
export interface WorkersPlan {
  readonly count: number;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly controlToken: string | undefined;
  /** What each worker makes its fake from. */
  readonly options: unknown;
  /** The program and its arguments that call `work()`. */
  readonly program: readonly [path: string, ...args: string[]];
}

/** A fake that is served by several processes. */
export interface Workers {
  readonly url: string;
  /** Where it listens itself. */
  readonly address: string;
  readonly controlToken: string | undefined;
  stop(): void;
  /** The worst exit code of all, once all have ended; one that ends stops the others. */
  readonly ended: Promise<number>;
}

/**
 * Starts the fake in several processes behind one address. A world lives in one of them; a connection is
 * handed to the process that owns the world of its first request.
 */
export async function startWorkers(plan: WorkersPlan): Promise<Workers> {
  const { count, program, options } = plan;
  const workers: Worker[] = [];
  const server = createServer((socket) => receive(socket, (head) => hand(workers, socket, head)));
  const address = await listen(server, plan);
  const publicUrl = plan.publicUrl ?? address;
  const controlToken = plan.controlToken ?? controlTokenFor(plan.host);
  const start = { kind: 'start' as const, options, publicUrl, controlToken, count };
  const rising = range(count).map((index) => raise(program, { ...start, index }));
  workers.push(...(await Promise.all(rising)));
  const ports = workers.map(({ port }) => port);
  for (const { child } of workers) tell(child, { kind: 'peers', ports });
  const stop = () => {
    server.close();
    for (const { child } of workers) tell(child, { kind: 'stop' });
  };
  const codes = Promise.all(workers.map(({ child }) => ended(child, stop)));
  return {
    url: publicUrl,
    address,
    controlToken,
    stop,
    ended: codes.then((codes) => Math.max(...codes)),
  };
}

function hand(workers: readonly Worker[], socket: Socket, head: string): void {
  const world = worldOfHead(head);
  // Requests that are about no world can be answered by any; those of one caller by the same.
  const owner = ownerOf(world ?? `${socket.remotePort}`, workers.length);
  const worker = workers[owner];
  const message: ToWorker = { kind: 'connection', head };
  if (worker === undefined) socket.destroy();
  else worker.child.send(message, socket);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function raise(
  [path, ...args]: WorkersPlan['program'],
  start: Extract<ToWorker, { kind: 'start' }>,
): Promise<Worker> {
  // Signals of the terminal reach the whole group; the process in front tells when to stop.
  const child = fork(path, args, { detached: true });
  tell(child, start);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`A worker ended with the code ${code}`)));
    child.once('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve({ child, port: message.port });
      else reject(new Error(message.message));
    });
  });
}

/** Its exit code, once it has ended; the others are useless without it. */
function ended(child: ChildProcess, stopAll: () => void): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      stopAll();
      resolve(code ?? 2);
    });
  });
}

/** Reads a connection up to the end of its first head, and stops reading there. */
function receive(socket: Socket, then: (head: string) => void): void {
  let head = '';
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    head += bytes.toString('latin1');
    if (!head.includes('\r\n\r\n') && head.length < MOST_HEAD) return;
    socket.pause();
    socket.setTimeout(0);
    socket.removeAllListeners('data');
    then(head);
  });
}

/** The world of a first request, by its line and its headers. */
function worldOfHead(head: string): string | undefined {
  const [line = '', ...fields] = (head.split('\r\n\r\n', 1)[0] ?? '').split('\r\n');
  const field = fields.find((one) => /^authorization:/i.test(one));
  const authorization = field?.slice('authorization:'.length).trim();
  return worldOf(line.split(' ')[1] ?? '/', authorization === undefined ? {} : { authorization });
}

function tell(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message);
}
