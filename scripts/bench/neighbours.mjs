import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { load, Server } from './servers.mjs';
import { median, spread } from './statistics.mjs';

const DOCUMENT = fileURLToPath(new URL('../../openapi/rivya-v1.json', import.meta.url));
const FOLDER = join(tmpdir(), 'rivya-testkit-neighbours');

/** A task as a store of JSON would hold it. */
const TASK = {
  id: 'task_1',
  status: 'succeeded',
  model: 'kling-3-0',
  reserved_credits: 100,
  final_credits: 100,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:40.000Z',
  result: { primary_url: 'http://localhost/1.mp4', urls: ['http://localhost/1.mp4'] },
  error: null,
};

/** Each does the most similar work that it can: read one task, create one task. */
const NEIGHBOURS = {
  '@stoplight/prism-cli@5.14.2': {
    args: (port) => ['prism', 'mock', '-p', port, '-h', '127.0.0.1', '-v', 'error', DOCUMENT],
    work: 'validates against our document, answers its examples',
  },
  '@mockoon/cli@9.9.0': {
    args: (port) => [
      ...['mockoon-cli', 'start', '--data', DOCUMENT, '--port', port],
      ...['--hostname', '127.0.0.1', '--disable-log-to-file', '--repair'],
    ],
    work: 'answers from our document',
  },
  '@stdy/cli@0.22.2': {
    args: (port) => ['steady', '-q', '-p', port, '--host', '127.0.0.1', DOCUMENT],
    work: 'validates against our document, answers from it; a native binary',
  },
  '@copilotkit/aimock@1.43.0': {
    args: (port) => [
      'llmock',
      '-p',
      port,
      '-h',
      '127.0.0.1',
      '-f',
      'aimock',
      '--log-level',
      'silent',
    ],
    work: "OpenAI's video jobs from a fixture, remembered",
    read: '/v1/videos/video_1',
    create: { path: '/v1/videos', body: { model: 'sora-2', prompt: 'paper boat' } },
  },
  'json-server@0.17.4': {
    args: (port) => [
      ...['json-server', 'db.json', '--port', port, '--host', '127.0.0.1', '--quiet'],
    ],
    work: 'a store of JSON without rules; a creation writes its file',
    read: '/generations/task_1',
    create: { path: '/generations', body: { model: 'kling-3-0', prompt: 'paper boat' } },
  },
};

const FIXTURES = {
  fixtures: [
    {
      match: { userMessage: 'paper boat', endpoint: 'video' },
      response: {
        video: { id: 'video_1', status: 'completed', url: 'http://localhost/1.mp4' },
      },
    },
  ],
};

/** Requests per second of the fake as multiples of what neighbours do, in alternating rounds. */
export async function measureNeighbours({ rounds, seconds }) {
  install(Object.keys(NEIGHBOURS));
  const fake = await Server.start('fake-server.mjs');
  const { headers, body, readPath } = fake.facts;
  const ours = {
    read: { path: readPath, headers },
    create: { path: '/api/v1/generations', method: 'POST', headers, body },
  };
  const results = [];
  for (const [name, neighbour] of Object.entries(NEIGHBOURS)) {
    const theirs = loadsOf(neighbour, ours);
    const peer = await start(neighbour, theirs);
    const measured = { read: [], create: [] };
    for (let round = -1; round < rounds; round++) {
      for (const kind of ['read', 'create']) {
        await fake.ask('reset');
        // The same seed gives the same id after a reset, so that there is something to read.
        if (kind === 'read') await fake.ask(['fill', 1]);
        const own = await rate(fake.url, ours[kind], seconds);
        const other = await rate(peer.url, theirs[kind], seconds);
        if (round >= 0) measured[kind].push({ own, other });
      }
    }
    peer.stop();
    results.push(summarize(name, neighbour.work, measured));
  }
  fake.close();
  return results;
}

function summarize(name, work, measured) {
  const times = (kind) => measured[kind].map(({ own, other }) => own / other);
  const rates = (kind) => spread(measured[kind].map(({ other }) => other));
  return {
    name: `against ${name}`,
    reads: median(times('read')),
    creations: median(times('create')),
    text: [
      `${work}`,
      `${spread(times('read'), 1)} times its status reads (${rates('read')} requests/s)`,
      `${spread(times('create'), 1)} times its creations (${rates('create')} requests/s)`,
    ],
  };
}

function loadsOf({ read, create }, ours) {
  const json = { 'content-type': 'application/json' };
  return {
    read: read === undefined ? ours.read : { path: read },
    create:
      create === undefined
        ? ours.create
        : {
            path: create.path,
            method: 'POST',
            headers: json,
            body: JSON.stringify(create.body),
          },
  };
}

async function rate(url, { path, ...options }, seconds) {
  await load(url + path, { ...options, duration: 1 });
  return (await load(url + path, { ...options, duration: seconds })).rate;
}

/** Into a folder outside the project, and only what is not there yet. */
function install(packages) {
  mkdirSync(join(FOLDER, 'aimock'), { recursive: true });
  writeFileSync(join(FOLDER, 'aimock', 'fixtures.json'), JSON.stringify(FIXTURES));
  const wanted = JSON.stringify(packages);
  const done = join(FOLDER, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }');
  console.log(`installing neighbours into ${FOLDER}`);
  const options = ['--no-audit', '--no-fund', '--no-save'];
  const { status, stderr } = spawnSync('npm', ['install', ...options, ...packages], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install ended with ${status}: ${stderr}`);
  writeFileSync(done, wanted);
}

async function start({ args }, { read, create }) {
  writeFileSync(join(FOLDER, 'db.json'), JSON.stringify({ generations: [TASK] }));
  const port = String(await freePort());
  const [command, ...rest] = args(port);
  const child = spawn(join(FOLDER, 'node_modules', '.bin', command), rest, {
    cwd: FOLDER,
    stdio: 'ignore',
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => process.kill(-child.pid, 'SIGKILL');
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(url, create, read)) return { url, stop };
    await sleep(100);
  }
  stop();
  throw new Error(`${command} did not answer within 20 s`);
}

/** Whether it creates and shows what it shall create and show. */
async function answers(url, { path, ...create }, read) {
  try {
    const created = await fetch(url + path, create);
    await created.arrayBuffer();
    const shown = await fetch(url + read.path, { headers: read.headers });
    await shown.arrayBuffer();
    return created.ok && shown.ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
