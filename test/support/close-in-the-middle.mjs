import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** Closes a fake in the middle of everything that can take time, and prints what is left. */
const [index, clock] = process.argv.slice(2);
const { startFake } = await import(index);

/** Timers that were set and not cleared, also those that keep no process alive. */
const timers = new Map();
createHook({
  init(id, type, _trigger, { _idleTimeout: ms }) {
    if (type === 'Timeout') timers.set(id, ms);
  },
  destroy: (id) => void timers.delete(id),
}).enable();

const AN_HOUR = 3_600_000;
const TURN = { model: 'gpt-5-2-chat', message: 'Hello' };
const IMAGE = { model: 'z-image', prompt: 'A paper boat' };

// Node makes its own streams when they are asked for, at the latest when this prints.
await new Promise((resolve) => process.stdout.write('', resolve));
await new Promise((resolve) => process.stderr.write('', resolve));
const before = process.getActiveResourcesInfo();
const receiver = createServer(() => {}).listen(0, '127.0.0.1');
await once(receiver, 'listening');
const fake = await startFake({ clock, allowLocalWebhooks: true, webhookTimeoutMs: 1_000_000 });
const { hostname, port } = new URL(fake.url);
const ended = [];

function call(method, path, body, more = '') {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = body === undefined ? '' : 'Content-Type: application/json\r\n';
  const length = more === '' ? `Content-Length: ${text.length}\r\n` : more;
  const socket = connect(Number(port), hostname).on('error', () => {});
  ended.push(new Promise((resolve) => socket.once('close', resolve)));
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${fake.apiKey}\r\n${type}${length}\r\n${text}`,
  );
  return new Promise((resolve) => socket.once('data', resolve));
}

for (const kind of ['latency', 'reply-delayed', 'slow-headers', 'slow-body']) {
  const begun = fake.faults.inject({ kind, ms: AN_HOUR, real: true });
  call('GET', '/api/v1/credits');
  while (fake.faults.list().some(({ id }) => id === begun)) await setImmediate();
}

fake.chat.inject({ faults: ['stall'] });
await call('POST', '/api/v1/chat/completions/stream', TURN);

const { address, port: receiverPort } = receiver.address();
const url = `http://${address}:${receiverPort}/hook`;
await call('POST', '/api/v1/webhooks', { name: 'Hook', url });
fake.generations.plan({ queuedMs: 0, processingMs: 0 });
await call('POST', '/api/v1/generations', IMAGE);
if (clock === 'manual') fake.clock.advance(1_000).catch(() => {});
const [{ socket: delivery }] = await once(receiver, 'request');
ended.push(once(delivery, 'close'));
fake.generations.plan({ queuedMs: AN_HOUR });
await call('POST', '/api/v1/generations', IMAGE);

const upload = 'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 999\r\n';
await call('POST', '/api/v1/files', undefined, `${upload}Expect: 100-continue\r\n`);

await fake.close();
await Promise.all(ended);
receiver.close();
await setImmediate();
await setImmediate();
// Node may still be reading a module that a call has asked for.
while (process.getActiveResourcesInfo().includes('FSReqPromise')) await setImmediate();
const left = process.getActiveResourcesInfo();
for (const type of before) if (left.includes(type)) left.splice(left.indexOf(type), 1);
// Node keeps a timer of up to a second for the Date that it has cached.
const long = [...timers.values()].filter((ms) => ms > 1_000);
console.log(JSON.stringify({ left, timers: long }));
