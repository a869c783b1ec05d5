import { createClient } from 'rivya-testkit/client';

const { RIVYA_BASE_URL = 'https://rivya.ai', RIVYA_API_KEY } = process.env;
const BASE_URL = RIVYA_BASE_URL.replace(/\/+$/, '');

/** A fake says who it is; the real API knows no such path. */
export const isFake = await fetch(`${BASE_URL}/__rivya/health`).then(
  (reply) => reply.ok && reply.headers.get('content-type')?.includes('json'),
  () => false,
);

/** Asks the fake for what only a fake can do. */
export async function askFake(path, body) {
  const reply = await fetch(`${BASE_URL}/__rivya/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${RIVYA_API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`Cannot ask the fake for "${path}": status ${reply.status}`);
}

/** Against a fake, waiting moves its clock and takes no time. */
const moveClock = (ms) => askFake('clock/advance', { ms });

/** The client of every test: address and key come from the environment. */
export const rivya = createClient(isFake ? { sleep: moveClock } : {});
