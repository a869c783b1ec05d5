import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

const CONNECTIONS = 32;

/** A server in a process of its own, which answers questions over IPC. */
export class Server {
  /** Starts it; `facts` are sent to it first, if there are any. */
  static async start(file, { facts, execArgv = [] } = {}) {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv });
    const server = new Server(child);
    const received = server.#message();
    if (facts) child.send(facts);
    server.facts = await received;
    server.url = server.facts.url;
    return server;
  }

  constructor(child) {
    this.child = child;
  }

  ask(question) {
    const answer = this.#message();
    this.child.send(question);
    return answer;
  }

  close() {
    this.child.kill();
  }

  #message() {
    return new Promise((resolve, reject) => {
      const onExit = (code) => reject(new Error(`The server ended with ${code}`));
      this.child.once('exit', onExit);
      this.child.once('message', (answer) => {
        this.child.off('exit', onExit);
        resolve(answer);
      });
    });
  }
}

/** Loads one address: requests per second, and how many there were. Refusals are an error. */
export async function load(url, options) {
  const result = await autocannon({ url, connections: CONNECTIONS, ...options });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`);
  }
  return { rate: result.requests.total / result.duration, total: result.requests.total };
}

/** Loads a server after a warm-up: requests per second, and microseconds of its processor for each. */
export async function measureLoad(server, { path, ...options }, seconds) {
  await load(server.url + path, { ...options, duration: 1 });
  const before = await server.ask('cpu');
  const { rate, total } = await load(server.url + path, { ...options, duration: seconds });
  const after = await server.ask('cpu');
  const cpuMicros = after.user + after.system - before.user - before.system;
  return { rate, cpu: cpuMicros / total };
}
