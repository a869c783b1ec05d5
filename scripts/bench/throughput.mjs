import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { median, spread } from './statistics.mjs';

const CONNECTIONS = 32;

/** Requests per second of the fake as a part of those of bare node:http, in alternating rounds. */
export async function measureThroughput({ rounds, seconds }) {
  const fake = await start('fake-server.mjs');
  const bare = await start('bare-server.mjs', fake.facts);
  const servers = { fake, bare };
  const loads = {
    'status reads': { path: fake.facts.readPath },
    creations: { path: '/api/v1/generations', method: 'POST', body: fake.facts.body },
  };
  const results = [];
  for (const [name, load] of Object.entries(loads)) {
    const measured = { fake: [], bare: [] };
    for (let round = -1; round < rounds; round++) {
      for (const [kind, server] of Object.entries(servers)) {
        const figures = await run(server, { ...load, headers: fake.facts.headers }, seconds);
        if (round >= 0) measured[kind].push(figures);
      }
    }
    results.push(summarize(name, measured));
  }
  for (const { child } of Object.values(servers)) child.kill();
  return results;
}

function summarize(name, { fake, bare }) {
  const ratios = (key, invert) =>
    fake.map((figures, round) =>
      invert ? bare[round][key] / figures[key] : figures[key] / bare[round][key],
    );
  const byRate = ratios('rate', false);
  const byCpu = ratios('cpu', true);
  return {
    name: `${name}, part of bare node:http`,
    ratio: median(byRate),
    cpuRatio: median(byCpu),
    text: [
      `${spread(byRate.map((ratio) => ratio * 100))} % of its requests per second`,
      `${spread(byCpu.map((ratio) => ratio * 100))} % by processor time per request`,
      `fake ${spread(fake.map(({ rate }) => rate))}, bare ${spread(bare.map(({ rate }) => rate))} requests/s`,
    ],
  };
}

async function run({ child, url }, { path, ...load }, seconds) {
  // A warm-up, and each round of creations begins with an empty world.
  if (load.method === 'POST') await ask(child, 'reset');
  await autocannon({ ...load, url: url + path, connections: CONNECTIONS, duration: 1 });
  const before = await ask(child, 'cpu');
  const result = await autocannon({
    ...load,
    url: url + path,
    connections: CONNECTIONS,
    duration: seconds,
  });
  const after = await ask(child, 'cpu');
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url + path}: ${result.non2xx} refusals, ${result.errors} errors`);
  }
  const cpuMicros = after.user + after.system - before.user - before.system;
  return { rate: result.requests.total / result.duration, cpu: cpuMicros / result.requests.total };
}

async function start(file, facts) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  const received = message(child);
  if (facts) child.send(facts);
  const answer = await received;
  return { child, url: answer.url, facts: answer };
}

function ask(child, question) {
  const answer = message(child);
  child.send(question);
  return answer;
}

function message(child) {
  return new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`The server ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}
