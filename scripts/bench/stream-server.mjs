// A fake, or a bare node:http server that writes the same bytes, in a process of its own.
import { createServer } from 'node:http';

const EVENTS = 500;
const path = '/api/v1/chat/completions/stream';
const chunks = Array.from({ length: EVENTS }, (_, index) => ` word-${index}`);

if (process.argv[2] === 'fake') await startFakeServer();
else process.once('message', startBareServer);

process.on('SIGINT', () => process.exit(0));
process.on('message', (message) => {
  if (message === 'rss') process.send({ rss: process.memoryUsage.rss() });
});

async function startFakeServer() {
  const { startFake } = await import('../../dist/index.js');
  const fake = await startFake({ credits: 1e12 });
  fake.chat.script({ messageContains: 'bench', chunks, times: 1e6 });
  fake.chat.script({
    messageContains: 'open',
    chunks,
    firstDelayMs: 0,
    tokensPerSecond: 1,
    times: 1e6,
  });
  const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'gpt-5-2-chat', message: 'bench' });
  const reply = await fetch(fake.url + path, { method: 'POST', headers, body });
  const {
    connection,
    date,
    'keep-alive': _alive,
    'transfer-encoding': _coding,
    ...replyHeaders
  } = Object.fromEntries(reply.headers);
  process.send({ url: fake.url, path, headers, body, text: await reply.text(), replyHeaders });
}

/** The least that node:http can do: read the request to its end and write the same events. */
function startBareServer({ text, replyHeaders }) {
  const events = text.split('\n\n').slice(0, -1);
  const server = createServer({ noDelay: true }, (req, res) => {
    req.on('data', () => {});
    req.on('end', async () => {
      res.writeHead(200, replyHeaders);
      for (const event of events) {
        if (!res.write(`${event}\n\n`)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send({ url: `http://127.0.0.1:${server.address().port}` });
  });
}
