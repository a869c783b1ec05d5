import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FINISHED = fileURLToPath(new URL('finished-generations.mjs', import.meta.url));

/** Resident memory of the idle command line, and heap per finished generation. */
export async function measureMemory({ generations }) {
  const idle = await measureIdle();
  const finished = await measureFinished(generations);
  return [
    {
      name: 'resident memory, idle',
      megabytes: idle,
      text: [
        `${idle.toFixed(1)} MB (node -e with a timer alone: ${(await measureBare()).toFixed(1)} MB)`,
      ],
    },
    {
      name: `memory with ${generations} finished generations`,
      bytes: finished.bytesEach,
      text: [
        `${finished.bytesEach.toFixed(0)} bytes of heap for each`,
        `${finished.residentMegabytes.toFixed(0)} MB resident`,
      ],
    },
    {
      name: `${generations} generations from queued to settled by one advance`,
      milliseconds: finished.settledMs,
      text: [`${finished.settledMs.toFixed(0)} ms`],
    },
  ];
}

async function measureIdle() {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return resident(child);
}

async function measureBare() {
  return resident(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)']));
}

async function resident(child) {
  await sleep(1_000);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  child.kill();
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

function measureFinished(generations) {
  const child = fork(FINISHED, [String(generations)], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The measurement ended with ${code}`)));
  });
}
