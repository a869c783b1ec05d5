import { measureLoad, Server } from './servers.mjs';
import { median, spread } from './statistics.mjs';

/** Requests per second of the fake as a part of those of bare node:http, in alternating rounds. */
export async function measureThroughput({ rounds, seconds }) {
  const fake = await Server.start('fake-server.mjs');
  const bare = await Server.start('bare-server.mjs', { facts: fake.facts });
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
        // Each round of creations begins with an empty world.
        if (load.method === 'POST') await server.ask('reset');
        const { headers } = fake.facts;
        const figures = await measureLoad(server, { ...load, headers }, seconds);
        if (round >= 0) measured[kind].push(figures);
      }
    }
    results.push(summarize(name, measured));
  }
  for (const server of Object.values(servers)) server.close();
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
