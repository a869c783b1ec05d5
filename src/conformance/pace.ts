import { setTimeout as sleep } from 'node:timers/promises';
import { type Driver, get, Interrupted } from './driver.ts';

/** How the time of the server passes. */
export interface Pace {
  /** Whether the server is a fake, whose clock can be moved and whose luck can be planned. */
  readonly isFake: boolean;
  /** Lets time pass: on the clock of a fake, else for real. */
  pass(ms: number): Promise<void>;
  /** Asks the control plane of a fake. */
  control(method: string, path: string, json?: unknown, key?: string): Promise<unknown>;
}

/** Looks whether the server is a fake, and paces the run accordingly. */
export async function findPace(
  driver: Driver,
  { mayBeFake, stop }: { readonly mayBeFake: boolean; readonly stop: AbortSignal },
): Promise<Pace> {
  const isFake = mayBeFake && (await answersAsFake(driver));
  const control = async (method: string, path: string, json?: unknown, key?: string) => {
    const more = { ...(json === undefined ? {} : { json }), ...(key === undefined ? {} : { key }) };
    return (await driver.ask(method, `/__rivya${path}`, more)).json;
  };
  const pass = async (ms: number) => {
    if (isFake && get(await control('POST', '/clock/advance', { ms }), 'now') !== undefined) return;
    await sleep(ms, undefined, { signal: stop }).catch(() => {
      throw new Interrupted();
    });
  };
  return { isFake, pass, control };
}

async function answersAsFake(driver: Driver): Promise<boolean> {
  const reply = await driver.ask('GET', '/__rivya/health', { key: null });
  return reply.status === 200 && get(reply.json, 'status') === 'ok';
}

/** Plans something on a fake for as long as work goes on, so that nobody who comes later meets it. */
export async function whilePlanned<T>(
  { control }: Pace,
  { path, plan }: { readonly path: string; readonly plan: object },
  work: () => Promise<T>,
): Promise<T> {
  const reply = await control('POST', path, plan);
  const list = get(reply, 'data');
  // Some operations answer with the plan, others with the list that it is the last of.
  const id = get(Array.isArray(list) ? list.at(-1) : reply, 'id');
  try {
    return await work();
  } finally {
    await control('DELETE', `/waiting/${id}`);
  }
}
