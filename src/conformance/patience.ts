import type { Pace } from './pace.ts';

const MOST_WAITS = 3;
const LONGEST_WAIT_S = 300;
const USUAL_WAIT_S = 60;

interface Limited {
  readonly status: number;
  readonly headers?: Headers;
}

/** Asks again, up to three times, where the rate limit stands in the way: nothing was done then. */
export async function patiently<Reply extends Limited | undefined>(
  pace: Pace,
  ask: () => Promise<Reply>,
): Promise<Reply> {
  for (let waits = 0; ; waits += 1) {
    const reply = await ask();
    if (reply?.status !== 429 || waits === MOST_WAITS) return reply;
    const told = Number(reply.headers?.get('retry-after'));
    const seconds = told > 0 && told <= LONGEST_WAIT_S ? told : USUAL_WAIT_S;
    await pace.pass(seconds * 1_000);
  }
}
