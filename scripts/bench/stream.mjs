import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { median, spread } from './statistics.mjs';

const PARALLEL = 8;

/** First byte and events per second of a stream as ratios to bare node:http, and what an open one costs. */
export async function measureStreams({ rounds, seconds, streams }) {
  const fake = await start('fake');
  const bare = await start('bare', fake.facts);
  const measured = { fake: [], bare: [] };
  for (let round = -1; round < rounds; round++) {
    for (const [kind, { url }] of Object.entries({ fake, bare })) {
      const figures = {
        firstByteMs: await firstByte({ ...fake.facts, url }),
        rate: await eventRate({ ...fake.facts, url }, seconds),
      };
      if (round >= 0) measured[kind].push(figures);
    }
  }
  const kilobytes = await openStreams(fake, streams);
  for (const { child } of [fake, bare]) child.kill();
  return summarize(measured, streams, kilobytes);
}

function summarize({ fake, bare }, streams, kilobytes) {
  const ratios = (key) => fake.map((figures, round) => figures[key] / bare[round][key]);
  const firstByte = ratios('firstByteMs');
  const rate = ratios('rate');
  return [
    {
      name: 'chat stream, beside bare node:http',
      ratio: median(rate),
      firstByteRatio: median(firstByte),
      text: [
        `${spread(rate.map((ratio) => ratio * 100))} % of its events per second`,
        `${spread(firstByte, 2)} times its time to the first byte`,
        `fake ${spread(fake.map((figures) => figures.rate))}, bare ${spread(bare.map((figures) => figures.rate))} events/s`,
        `fake ${spread(
          fake.map((figures) => figures.firstByteMs),
          2,
        )}, bare ${spread(
          bare.map((figures) => figures.firstByteMs),
          2,
        )} ms to the first byte`,
      ],
    },
    {
      name: `${streams} open streams`,
      kilobytesPerStream: kilobytes,
      text: [`${kilobytes.toFixed(1)} KB of memory each, connection included`],
    },
  ];
}

/** The middle of the times from a request on an open connection to the first byte of its stream. */
async function firstByte(target) {
  const agent = new Agent({ keepAlive: true });
  const times = [];
  for (let turn = 0; turn < 200; turn++) times.push((await stream(target, agent)).firstByteMs);
  agent.destroy();
  return median(times);
}

async function eventRate(target, seconds) {
  const agent = new Agent({ keepAlive: true });
  const startMs = performance.now();
  let events = 0;
  const worker = async () => {
    while (performance.now() - startMs < seconds * 1_000)
      events += (await stream(target, agent)).events;
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  agent.destroy();
  return events / ((performance.now() - startMs) / 1_000);
}

function stream({ url, path, headers, body }, agent) {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const req = request(url + path, { method: 'POST', headers, agent }, (res) => {
      let firstByteMs;
      let events = 0;
      res.on('data', (chunk) => {
        firstByteMs ??= performance.now() - startMs;
        for (let at = chunk.indexOf('\n\n'); at !== -1; at = chunk.indexOf('\n\n', at + 2))
          events++;
      });
      res.on('end', () => resolve({ firstByteMs, events }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The memory of streams that have begun and wait for the clock of their world. */
async function openStreams({ child, facts }, count) {
  const before = await ask(child);
  const body = JSON.stringify({ model: 'gpt-5-2-chat', message: 'open' });
  const requests = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const req = request(facts.url + facts.path, { method: 'POST', headers: facts.headers });
          req.on('response', (res) => res.on('error', () => {}).once('data', () => resolve(req)));
          req.on('error', reject);
          req.end(body);
        }),
    ),
  );
  const after = await ask(child);
  for (const req of requests) req.on('error', () => {}).destroy();
  return (after - before) / 1_024 / count;
}

function ask(child) {
  return new Promise((resolve) => {
    child.once('message', ({ rss }) => resolve(rss));
    child.send('rss');
  });
}

async function start(kind, facts) {
  const child = fork(fileURLToPath(new URL('stream-server.mjs', import.meta.url)), [kind]);
  const received = new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
    child.once('message', resolve);
  });
  if (facts) child.send(facts);
  const answer = await received;
  return { child, url: answer.url, facts: answer };
}
