// Mixed load over many worlds at full speed, with faults, and `kill -9` at random moments:
// `npm run soak [-- --minutes 60 --worlds 40 --seed 1]`. Ends with 1 and a story at the first lie.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkWorld } from './soak/check.mjs';
import { Dice } from './soak/dice.mjs';
import { serve } from './soak/serve.mjs';
import { Tenant } from './soak/tenant.mjs';
import { Writings } from './soak/writings.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    worlds: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});
const dice = new Dice(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'rivya-soak-'));
const state = join(folder, 'state.json');
const tenants = Array.from(
  { length: Number(values.worlds) },
  (_, index) => new Tenant(`soak-${index}`, dice.split()),
);
const endsAtMs = Date.now() + Number(values.minutes) * 60_000;
const writings = new Writings(state);
const count = { rounds: 0, kills: 0, requests: 0, checked: 0, kept: 0, behindMs: 0 };

try {
  while (Date.now() < endsAtMs) await round();
  console.log(`held: ${describe()}`);
} catch (error) {
  console.error(`after ${describe()}:\n${error.stack}`);
  process.exitCode = 1;
} finally {
  writings.close();
  rmSync(folder, { recursive: true });
}

async function round() {
  const server = await serve(state);
  for (const tenant of tenants) {
    await tenant.meet(server.url);
    count.kept += tenant.acknowledged.length;
    count.checked += await checkWorld(tenant);
  }
  const untilMs = Math.min(endsAtMs, Date.now() + 4_000 + dice.below(8_000));
  const work = tenants.map((tenant) => tenant.liveUntil(untilMs));
  const watch = watchFile(untilMs);
  await Promise.all(work);
  await watch;
  const isKilled = dice.below(4) > 0;
  const killedAtMs = Date.now();
  if (isKilled) await server.kill();
  else await server.stop();
  // What was answered within the last second may be lost by a kill, and only by that, or, where the
  // machine is too busy to write twice in a second, what was answered since the writing before the last.
  const sureMs = writings.beforeLast();
  const keptMs = Math.min(killedAtMs - 1_000, sureMs);
  if (isKilled) count.behindMs = Math.max(count.behindMs, killedAtMs - sureMs);
  for (const tenant of tenants) {
    count.requests += tenant.takeRequests();
    if (isKilled) tenant.forgetSince(keptMs);
  }
  count.rounds++;
  count.kills += isKilled ? 1 : 0;
  if (count.rounds % 10 === 0) console.log(`so far: ${describe()}`);
}

/** At whatever moment it is read, the file is whole. */
async function watchFile(untilMs) {
  while (Date.now() < untilMs) {
    await sleep(50 + dice.below(400));
    const text = readIfThere();
    if (text !== undefined) JSON.parse(text);
  }
}

function readIfThere() {
  try {
    return readFileSync(state, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function describe() {
  return `${count.requests} requests in ${tenants.length} worlds, ${count.rounds} rounds, ${count.kills} of them ended by kill -9, ${count.checked} balances checked, ${count.kept} generations found again, the file at most ${Math.round(count.behindMs)} ms behind`;
}
