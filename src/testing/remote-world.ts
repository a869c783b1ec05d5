import { CONTROL, type Control, type ControlId } from '../contracts/control.ts';
import type { Endpoint, ReplyOf, RequestOf } from '../contracts/endpoint.ts';
import { parseUrl } from '../contracts/parse-url.ts';

/** Where a fake of another process is, and which world of it is meant. */
export interface RemoteOptions {
  /** @default RIVYA_BASE_URL of the environment */
  readonly url?: string | undefined;
  /** A key that names the world. @default RIVYA_API_KEY of the environment */
  readonly apiKey?: string | undefined;
  /** What the control plane demands, where it is not open. @default RIVYA_CONTROL_TOKEN */
  readonly controlToken?: string | undefined;
}

type Body<Id extends ControlId> = Control[Id] extends { body: unknown }
  ? Partial<RequestOf<Control[Id]>['body']>
  : undefined;

type Names<Part> = Part extends object ? keyof Part & string : never;

/** What an operation of the control plane wants in its path, and takes in its query. */
type Values<Id extends ControlId> = {
  readonly [Name in Names<RequestOf<Control[Id]>['params']>]: string;
} & {
  readonly [Name in Names<RequestOf<Control[Id]>['query']>]?: string | number | boolean;
};

/** The credits of a remote world, as the control plane shows them. */
export type RemoteLedger = ReplyOf<Control['retrieveLedger']>;

/** A world of a fake in another process, held over the control plane. */
export interface RemoteWorld {
  readonly name: string;
  readonly apiKey: string;
  readonly url: string;
  readonly clock: {
    now(): Promise<number>;
    nextDueMs(): Promise<number | undefined>;
    advance(ms: number): Promise<void>;
    runUntilIdle(): Promise<void>;
  };
  readonly generations: {
    /** Plans how the next matching generations shall go, and resolves with the id of the plan. */
    plan(plan: Body<'planGenerations'>): Promise<string>;
  };
  /** The credits of the key's account. */
  ledger(): Promise<RemoteLedger>;
  /**
   * Calls any operation of the control plane; `values` fill its path and its query.
   *
   * @throws {TypeError} if there is no such operation, or a value of its path is missing.
   * @throws {Error} with the refusal of the fake, which names what is wrong.
   */
  control<Id extends ControlId>(
    id: Id,
    body?: Body<Id>,
    values?: Values<Id>,
  ): Promise<ReplyOf<Control[Id]>>;
  /** Replaces the world by a new one. */
  reset(): Promise<void>;
}

/**
 * A handle on one world of a fake that runs in another process; nothing is sent before it is used.
 *
 * @throws {TypeError} if the address or the key is missing, or the key is none of a fake.
 */
export function connectWorld(options: RemoteOptions = {}): RemoteWorld {
  const { env } = process;
  const url = (options.url ?? env['RIVYA_BASE_URL'])?.replace(/\/+$/, '');
  const apiKey = options.apiKey ?? env['RIVYA_API_KEY'];
  const name = /^rvya_sk_test_([a-z0-9-]{1,40})(?:\.|$)/.exec(apiKey ?? '')?.[1];
  if (url === undefined || parseUrl(url) === undefined) {
    throw new TypeError('Cannot connect to the world: pass "url" or set RIVYA_BASE_URL');
  }
  if (apiKey === undefined || name === undefined) {
    throw new TypeError(
      'Cannot connect to the world: pass "apiKey" or set RIVYA_API_KEY to rvya_sk_test_<world>',
    );
  }
  const controlToken = options.controlToken ?? env['RIVYA_CONTROL_TOKEN'];
  const control: RemoteWorld['control'] = async (id, body, values = {} as never) =>
    callControl({ url, apiKey, controlToken }, id, pathOf(id, values), body);
  return {
    name,
    apiKey,
    url,
    clock: {
      now: async () => Date.parse((await control('retrieveClock')).now),
      nextDueMs: async () => {
        const { next_due_at } = await control('retrieveClock');
        return next_due_at === null ? undefined : Date.parse(next_due_at);
      },
      advance: async (ms) => void (await control('advanceClock', { ms })),
      runUntilIdle: async () => void (await control('runClockUntilIdle')),
    },
    generations: { plan: async (plan) => (await control('planGenerations', plan)).id },
    ledger: () => control('retrieveLedger'),
    control,
    reset: async () => void (await control('resetWorld')),
  };
}

/** The path of an operation with its values in place; what the path does not name is the query. */
function pathOf(
  id: ControlId,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  if (!Object.hasOwn(CONTROL, id)) {
    throw new TypeError(`Cannot call "${id}": the control plane has no such operation`);
  }
  const rest = new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const path = CONTROL[id].path.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (value) return encodeURIComponent(value);
    throw new TypeError(`Cannot call ${id} of the control plane: pass "${name}" in its values`);
  });
  return rest.size === 0 ? path : `${path}?${rest}`;
}

async function callControl<Id extends ControlId>(
  { url, apiKey, controlToken }: { url: string; apiKey: string; controlToken: string | undefined },
  id: Id,
  path: string,
  body: unknown,
): Promise<ReplyOf<Control[Id]>> {
  const { method }: Endpoint = CONTROL[id];
  const response = await fetch(`${url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(controlToken === undefined ? {} : { 'x-rivya-control-token': controlToken }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error(`Cannot reach the fake at "${url}": start it, or correct the URL`, { cause });
  });
  const reply = (await response.json()) as ReplyOf<Control[Id]> & { error?: { message?: string } };
  if (response.ok) return reply;
  throw new Error(
    `The fake refused ${method.toUpperCase()} ${path}: ${reply.error?.message ?? response.status}`,
  );
}
