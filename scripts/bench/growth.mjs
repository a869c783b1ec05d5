import { load, measureLoad, Server } from './servers.mjs';
import { median, spread } from './statistics.mjs';

/** What a request costs as a world and a fake fill up, and what memory does over many requests. */
export async function measureGrowth({ most, requests, seconds }) {
  return [
    await measureGenerations(most, seconds),
    await measureWorlds(Math.min(most, 10_000), seconds),
    await measureRequests(requests),
  ];
}

/** 10², 10³ and so on. */
function* powersOfTen(most) {
  for (let count = 100; count <= most; count *= 10) yield count;
}

async function measureGenerations(most, seconds) {
  const fake = await Server.start('fake-server.mjs', { execArgv: ['--max-old-space-size=8192'] });
  const { readPath: path, headers } = fake.facts;
  await warmUp(fake);
  const curve = [];
  let created = 0;
  for (const generations of powersOfTen(most)) {
    const { cpu: creation } = await fake.ask(['fill', generations - created]);
    created = generations;
    const { cpu: read } = await measureLoad(fake, { path, headers }, seconds);
    curve.push({ generations, read, creation });
  }
  fake.close();
  return {
    name: 'processor time of a request, by generations in the world',
    curve,
    text: curve.map(
      ({ generations, read, creation }) =>
        `${generations}: ${read.toFixed(1)} µs a status read, ${creation.toFixed(0)} µs a creation with its caller`,
    ),
  };
}

/** The same seed gives the same ids, so that what was read before a reset is there after it. */
async function warmUp(fake) {
  const { readPath: path, headers } = fake.facts;
  await fake.ask(['fill', 10_000]);
  await measureLoad(fake, { path, headers }, 1);
  await fake.ask('reset');
}

async function measureWorlds(most, seconds) {
  const fake = await Server.start('fake-server.mjs');
  await warmUp(fake);
  const curve = [];
  const reads = [];
  for (const worlds of powersOfTen(most)) {
    const names = Array.from(
      { length: worlds - reads.length },
      (_, index) => `world-${reads.length + index}`,
    );
    reads.push(...(await fake.ask(['worlds', names])));
    const { cpu } = await measureLoad(fake, { path: '', requests: reads }, seconds);
    curve.push({ worlds, read: cpu });
  }
  fake.close();
  return {
    name: 'processor time of a status read, by worlds that are polled',
    curve,
    text: curve.map(({ worlds, read }) => `${worlds}: ${read.toFixed(1)} µs`),
  };
}

const PART = 100_000;

/** Four reads to each creation; the world is reset after each part, as a suite does. */
async function measureRequests(count) {
  const fake = await Server.start('fake-server.mjs');
  const { url, facts } = fake;
  const read = { method: 'GET', path: '/api/v1/credits', headers: facts.headers };
  const create = {
    method: 'POST',
    path: '/api/v1/generations',
    headers: facts.headers,
    body: facts.body,
  };
  const resident = [];
  for (let done = 0; done < count; done += PART) {
    await load(url, { requests: [create, read, read, read, read], amount: PART });
    await fake.ask('reset');
    resident.push((await fake.ask('resident')) / 1024 ** 2);
  }
  fake.close();
  // The first part makes the heap; it is flat if the others stay where they are.
  const later = resident.slice(1);
  const middle = median(later);
  const swing = Math.max(...later.map((size) => Math.abs(size - middle) / middle));
  return {
    name: `resident memory over ${count} requests, journal on`,
    megabytes: resident,
    swing,
    text: [
      `${spread(later, 0)} MB, ${(swing * 100).toFixed(1)} % around the middle`,
      `after each ${PART}: ${resident.map((size) => size.toFixed(0)).join(', ')} MB`,
    ],
  };
}
