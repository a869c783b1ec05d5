import type { AssumptionId } from '../contracts/assumptions.ts';
import { ERRORS, type ErrorCode, type ErrorRow } from '../contracts/errors.ts';
import { assumed, documented, type PageName } from '../contracts/source.ts';
import { basisOf } from '../drift/basis.ts';
import type { Basis, Check } from '../report/report.ts';
import type { Budget } from './budget.ts';
import { type Ask, type Driver, get, type Reply } from './driver.ts';
import type { Pace } from './pace.ts';
import { patiently } from './patience.ts';
import type { Prices } from './prices.ts';
import type { WebhookReceiver } from './receiver.ts';

/** A journey cannot go on. What it has not looked at stays unchecked. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Keys of the run besides the main one; each opens more checks. */
export interface Keys {
  readonly second?: string | undefined;
  readonly revoked?: string | undefined;
  readonly expired?: string | undefined;
  readonly readonly?: string | undefined;
  readonly broke?: string | undefined;
  readonly disabled?: string | undefined;
}

/** What all journeys of a run share. */
export interface Stage {
  readonly driver: Driver;
  readonly budget: Budget;
  readonly pace: Pace;
  readonly prices: Prices;
  readonly keys: Keys;
  readonly receiverUrl?: string | undefined;
  /** Where the receiver URL leads to, if that is this process. */
  readonly receiver?: WebhookReceiver | undefined;
  readonly rateLimit?: number | undefined;
  /** A task that ended more than a day ago. */
  readonly oldTask?: string | undefined;
  /** A run of its own name, so that runs do not meet in keys and names. */
  readonly runId: string;
  /** Undone at the end, newest first. */
  readonly cleanups: (() => Promise<Reply>)[];
  /** A task that an earlier journey has made. */
  madeTask?: string | undefined;
}

/** What a check says, before its verdict is known. */
export interface Claim {
  readonly id: string;
  readonly title: string;
  readonly basis: Basis;
}

/** A fact of a page. */
export function onPage(page: PageName): Basis {
  return basisOf(documented(page));
}

/** A fact of the assumption register. */
export function assuming(id: AssumptionId): Basis {
  return basisOf(assumed(id));
}

/** One journey under way: it asks, and says what it sees. */
export class Story {
  readonly stage: Stage;
  readonly #group: string;
  readonly #onCheck: (check: Check) => void;
  #keys = 0;

  constructor(stage: Stage, group: string, onCheck: (check: Check) => void) {
    this.stage = stage;
    this.#group = group;
    this.#onCheck = onCheck;
  }

  /** Sends a request, again where the rate limit refuses it. */
  ask(method: string, path: string, ask?: Ask): Promise<Reply> {
    const { driver, pace } = this.stage;
    return patiently(pace, () => driver.ask(method, path, ask));
  }

  /** Says whether two values are the same as JSON. A refuted assumption is a finding. */
  check(claim: Claim, expected: unknown, seen: unknown): boolean {
    const [wanted, got] = [show(expected), show(seen)];
    const isSame = wanted === got;
    const failed = claim.basis.kind === 'assumed' ? 'finding' : 'failed';
    const about = { ...claim, group: this.#group };
    if (isSame) this.#onCheck({ ...about, outcome: 'passed' });
    else this.#onCheck({ ...about, outcome: failed, expected: wanted, seen: got });
    return isSame;
  }

  /** Says whether a request was refused with a code, and with the status of the code. */
  refused(claim: Claim, reply: Reply, ...codes: readonly ErrorCode[]): boolean {
    const seen = `${reply.status} ${reply.code ?? 'without a code'}`;
    const accepted = codes.map((code) => `${(ERRORS[code] as ErrorRow).status} ${code}`);
    return this.check(claim, accepted.includes(seen) ? seen : accepted.join(' or '), seen);
  }

  /** Says that nobody looked, and why. */
  skip(claim: Claim, advice: string): void {
    this.#onCheck({ ...claim, group: this.#group, outcome: 'skipped', advice });
  }

  /** The parsed body of a success. @throws {Stopped} if it is none. */
  success(reply: Reply, doing: string): unknown {
    if (reply.status >= 200 && reply.status < 300) return reply.json;
    throw new Stopped(`Cannot ${doing}: the reply was ${reply.status} ${reply.code ?? ''}`.trim());
  }

  /** A key for `Idempotency-Key` that no other request of any run has. */
  idempotencyKey(): string {
    this.#keys += 1;
    return `conformance-${this.stage.runId}-${this.#group}-${this.#keys}`;
  }

  /** The balance of an account. @throws {Stopped} if it cannot be read. */
  async balance(key?: string): Promise<number> {
    const reply = await this.ask('GET', '/api/v1/credits', key === undefined ? {} : { key });
    return Number(get(this.success(reply, 'read the balance'), 'current_credits'));
  }

  /** Sends a request that could cost credits, within the budget, and takes back what it does not owe. */
  async spend(
    cost: number,
    path: string,
    ask: Ask & { readonly headers: { readonly 'Idempotency-Key': string } },
  ): Promise<Reply> {
    const { budget } = this.stage;
    budget.take(cost);
    const reply = await this.ask('POST', path, ask);
    if (reply.status >= 400) budget.correct(cost, 0);
    else {
      const flat = get(reply.json, 'reserved_credits') ?? get(reply.json, 'credits', 'reserved');
      const owed = typeof flat === 'number' && Number.isFinite(flat) ? flat : cost;
      if (owed > cost) budget.correct(cost, owed);
    }
    return reply;
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 300);
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
