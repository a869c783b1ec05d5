// A fake in a process of its own, told what to do over IPC.
import { startFake } from '../../dist/index.js';
import { Creator } from './create.mjs';

const fake = await startFake({ credits: 1e12, rateLimit: 1e9 });
const creator = new Creator(fake);
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

const ANSWERS = {
  cpu: () => process.cpuUsage(),
  resident: () => process.memoryUsage().rss,
  reset: () => void fake.reset(),
  /** Creates generations and lets them finish; tells what a creation has cost, this caller included. */
  fill: async (count) => {
    const before = process.cpuUsage();
    await creator.create(count);
    const { user, system } = process.cpuUsage(before);
    await fake.clock.advance(3_600_000);
    return { cpu: (user + system) / count };
  },
  /** Makes worlds, each with a generation that runs; tells how to read it. */
  worlds: async (names) => {
    const reads = [];
    for (const name of names) {
      const world = fake.world(name);
      const own = { ...headers, authorization: `Bearer ${world.apiKey}` };
      const answer = await fetch(`${fake.url}/api/v1/generations`, {
        method: 'POST',
        headers: own,
        body,
      });
      const { id } = await answer.json();
      reads.push({ path: `/api/v1/generations/${id}`, headers: own });
    }
    return reads;
  },
};
process.on('message', async (message) => {
  const [question, argument] = [message].flat();
  process.send((await ANSWERS[question](argument)) ?? 'done');
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
