// A fake in a process of its own, told what to do over IPC.
import { startFake } from '../../dist/index.js';

const fake = await startFake({ credits: 1e12, rateLimit: 1e9 });
const body = JSON.stringify({
  model: 'kling-3-0',
  prompt: 'A cinematic product reveal with smooth camera movement',
  params: {
    mode: 'pro',
    multi_shots: 'false',
    duration: '5',
    sound: 'false',
    aspect_ratio: '16:9',
  },
});
const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' };
const created = await fetch(`${fake.url}/api/v1/generations`, { method: 'POST', headers, body });
const createReply = await created.text();
const { id } = JSON.parse(createReply);
await fake.clock.advance(60_000);
const read = await fetch(`${fake.url}/api/v1/generations/${id}`, { headers });
const readReply = await read.text();

process.on('message', async (message) => {
  if (message === 'cpu') process.send(process.cpuUsage());
  if (message === 'reset') {
    fake.reset();
    process.send('done');
  }
});
process.on('SIGINT', () => process.exit(0));
process.send({
  url: fake.url,
  headers,
  body,
  createReply,
  readReply,
  readPath: `/api/v1/generations/${id}`,
  replyHeaders: Object.fromEntries(read.headers),
});
