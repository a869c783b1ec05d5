import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { SubscribableEvent } from '../../contracts/events.ts';
import { show } from '../../contracts/explain.ts';
import type { EndpointSnapshot } from '../../contracts/snapshot-webhooks.ts';
import { SECRET_PREFIX } from '../../contracts/webhook-signature.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Random, RandomState } from './random.ts';
import { Register, type Restoring } from './restoring.ts';
import { endpointOf, snapshotEndpoint } from './webhook-snapshots.ts';
import { findUrlProblem } from './webhook-urls.ts';

export type EndpointStatus = 'active' | 'disabled' | 'revoked';

/** One webhook endpoint, as the fake remembers it. */
export interface EndpointRecord {
  readonly id: string;
  readonly account: Account;
  readonly createdAtMs: number;
  name: string;
  url: string;
  eventTypes: readonly SubscribableEvent[];
  status: EndpointStatus;
  secret: string;
  /** How often the secret was replaced; seed, id and this number decide it. */
  rotations: number;
  /** The secret before the last rotation, and when it was replaced. */
  previous: { readonly secret: string; readonly replacedAtMs: number } | undefined;
  lastSuccessAtMs: number | undefined;
  lastFailureAtMs: number | undefined;
  /** Deliveries in a row that have failed for good. */
  failureCount: number;
  updatedAtMs: number;
  disabledAtMs: number | undefined;
  revokedAtMs: number | undefined;
}

/** What a caller can choose of an endpoint. */
export interface EndpointChoice {
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly SubscribableEvent[];
  readonly status: 'active' | 'disabled';
}

export interface EndpointsOptions {
  readonly now: () => number;
  readonly random: Random;
  readonly allowLocal: boolean;
}

/** Base64 without padding, as letters and digits are: 24 bytes. */
const SECRET_LETTERS = 32;

/** The webhook endpoints of one world. */
export class WebhookEndpoints {
  readonly #options: EndpointsOptions;
  readonly #records = new Map<string, EndpointRecord>();
  readonly #byAccount = new Map<Account, Set<EndpointRecord>>();

  constructor(options: EndpointsOptions) {
    this.#options = options;
  }

  /** The endpoints of an account that are not revoked, oldest first. */
  list(account: Account): ReadonlySet<EndpointRecord> {
    return this.#byAccount.get(account) ?? NONE;
  }

  /**
   * An endpoint of the account.
   *
   * @throws {ApiError} `not_found`, also for one that is revoked or of another account.
   */
  get(account: Account, id: string): EndpointRecord {
    const record = this.#records.get(id);
    if (record?.account === account && record.status !== 'revoked') return record;
    throw new ApiError(
      'not_found',
      'Cannot find the webhook endpoint: the account has none with this id',
    );
  }

  /**
   * Adds an endpoint with a new secret.
   *
   * @throws {ApiError} `webhook_url_rejected`, or `validation_failed` if the account has too many.
   */
  create(account: Account, choice: Omit<EndpointChoice, 'status'>): EndpointRecord {
    this.#checkUrl(choice.url);
    const { endpoints: most } = ASSUMPTIONS['webhook.limits'].value;
    if (this.list(account).size >= most) {
      throw new ApiError(
        'validation_failed',
        `Cannot create the webhook endpoint: the account has ${most}, the most that are allowed`,
      );
    }
    return this.#add(this.#record(account, choice));
  }

  /**
   * Changes what the caller has chosen anew, or nothing at all.
   *
   * @throws {ApiError} `not_found` or `webhook_url_rejected`.
   */
  update(account: Account, id: string, choice: Partial<EndpointChoice>): EndpointRecord {
    const record = this.get(account, id);
    if (choice.url !== undefined) this.#checkUrl(choice.url);
    const { status, ...rest } = choice;
    if (Object.keys(choice).length > 0) record.updatedAtMs = this.#options.now();
    Object.assign(record, rest);
    record.eventTypes = [...new Set(record.eventTypes)];
    if (status === 'disabled') this.disable(record);
    if (status === 'active' && record.status === 'disabled') {
      record.status = 'active';
      record.disabledAtMs = undefined;
      record.failureCount = 0;
    }
    return record;
  }

  /** Turns an active endpoint off. */
  disable(record: EndpointRecord): void {
    if (record.status !== 'active') return;
    record.status = 'disabled';
    record.updatedAtMs = record.disabledAtMs = this.#options.now();
  }

  /** Ends an endpoint for ever. */
  revoke(record: EndpointRecord): void {
    record.status = 'revoked';
    record.updatedAtMs = record.revokedAtMs = this.#options.now();
    this.#byAccount.get(record.account)?.delete(record);
  }

  /** Gives an endpoint a new secret. */
  rotate(record: EndpointRecord): void {
    const nowMs = this.#options.now();
    record.previous = { secret: record.secret, replacedAtMs: nowMs };
    record.secret = this.#secretOf(record.id, ++record.rotations);
    record.updatedAtMs = nowMs;
  }

  /** What to restore them from; it holds no secrets. */
  snapshot(): { readonly random: RandomState; readonly endpoints: EndpointSnapshot[] } {
    return {
      random: this.#options.random.snapshot(),
      endpoints: [...this.#records.values()].map(snapshotEndpoint),
    };
  }

  /** @throws {SnapshotRefused} if one is there twice, or its times are out of order. */
  restore(
    random: RandomState,
    snapshots: readonly EndpointSnapshot[],
    restoring: Restoring,
  ): Register<EndpointRecord> {
    this.#options.random.restore(random);
    const register = new Register<EndpointRecord>('webhook endpoint');
    for (const [index, snapshot] of snapshots.entries()) {
      const path = `webhooks.endpoints[${index}]`;
      const secretOf = (rotation: number) => this.#secretOf(snapshot.id, rotation);
      const record = endpointOf(snapshot, { path, restoring, secretOf });
      register.add(`${path}.id`, record.id, record);
      this.#add(record);
    }
    return register;
  }

  #add(record: EndpointRecord): EndpointRecord {
    this.#records.set(record.id, record);
    if (record.status === 'revoked') return record;
    const own = this.#byAccount.get(record.account) ?? new Set();
    this.#byAccount.set(record.account, own.add(record));
    return record;
  }

  #record(account: Account, choice: Omit<EndpointChoice, 'status'>): EndpointRecord {
    const nowMs = this.#options.now();
    const id = this.#options.random.id('whend_');
    return {
      id,
      account,
      createdAtMs: nowMs,
      name: choice.name,
      url: choice.url,
      eventTypes: [...new Set(choice.eventTypes)],
      status: 'active',
      secret: this.#secretOf(id, 0),
      rotations: 0,
      previous: undefined,
      lastSuccessAtMs: undefined,
      lastFailureAtMs: undefined,
      failureCount: 0,
      updatedAtMs: nowMs,
      disabledAtMs: undefined,
      revokedAtMs: undefined,
    };
  }

  /** Secrets follow from the seed, so that what remembers an endpoint need not hold them. */
  #secretOf(id: string, rotation: number): string {
    return newSecret(this.#options.random.stream(`${id}/${rotation}`));
  }

  #checkUrl(url: string): void {
    const problem = findUrlProblem(url, this.#options);
    if (problem === undefined) return;
    throw new ApiError('webhook_url_rejected', `url ${shownUrl(url)} is not allowed: ${problem}`);
  }
}

/** A URL as an error shows it: without its credentials, and cut to a sane length. */
function shownUrl(url: string): string {
  return show(url.replace(/\/\/[^/?#]*@/, '//…@'));
}

/** A new signing secret. */
export function newSecret(random: Random): string {
  return random.id(SECRET_PREFIX, SECRET_LETTERS);
}

const NONE: ReadonlySet<EndpointRecord> = new Set();
