import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, spread } from './statistics.mjs';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Time from spawn to the first 200 of the command line, against the whole of `node -e 0`. */
export async function measureStartup({ rounds }) {
  const serve = [];
  const bare = [];
  for (let round = -1; round < rounds; round++) {
    const times = [await timeServe(), await timeBare()];
    if (round < 0) continue;
    serve.push(times[0]);
    bare.push(times[1]);
  }
  const over = serve.map((ms, round) => ms - bare[round]);
  return [
    {
      name: 'command line ready, over bare node',
      milliseconds: median(over),
      ratio: median(serve.map((ms, round) => ms / bare[round])),
      text: [
        `${spread(over)} ms after bare node would have ended`,
        `serve ${spread(serve)} ms to its first 200, node -e 0 ${spread(bare)} ms`,
      ],
    },
  ];
}

async function timeServe() {
  const startMs = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { url, apiKey } = JSON.parse(line);
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${url}/api/v1/credits`, { headers });
  await response.text();
  const tookMs = performance.now() - startMs;
  if (response.status !== 200) throw new Error(`The fake answered ${response.status}`);
  child.kill();
  await once(child, 'exit');
  return tookMs;
}

async function timeBare() {
  const startMs = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'exit');
  return performance.now() - startMs;
}

function once(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
