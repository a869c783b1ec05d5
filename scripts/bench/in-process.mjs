import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, spread } from './statistics.mjs';

const STARTS = fileURLToPath(new URL('starts.mjs', import.meta.url));

/** What `startFake` and worlds cost a test suite, each round in a process of its own. */
export async function measureInProcess({ rounds }) {
  const measured = [];
  for (let round = 0; round < rounds; round++) measured.push(await runOnce());
  const all = (name) => measured.map((figures) => figures[name]);
  return [
    {
      name: 'startFake() after import',
      milliseconds: median(all('firstMs')),
      nextMilliseconds: median(all('nextMs')),
      text: [
        `${spread(all('firstMs'), 1)} ms the first time`,
        `${spread(all('nextMs'), 2)} ms each time after`,
      ],
    },
    {
      name: 'a world made and reset',
      microseconds: median(all('worldMicros')),
      text: [`${spread(all('worldMicros'), 1)} µs`],
    },
  ];
}

function runOnce() {
  const child = fork(STARTS);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The measurement ended with ${code}`)));
  });
}
