import { createHash } from 'node:crypto';
import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { show } from '../../contracts/explain.ts';
import type { RememberedReply } from '../../contracts/snapshot.ts';
import { ApiError } from './api-error.ts';
import { refuse } from './restoring.ts';

interface Remembered {
  readonly fingerprint: string;
  readonly expiresAtMs: number;
  /** `undefined` while the first request is still running. */
  reply: { readonly value: unknown } | undefined;
}

/** The outcome of a request with a key: its reply, and whether it was remembered. */
export interface Outcome<Reply> {
  readonly reply: Reply;
  readonly replayed: boolean;
}

/** One use of an `Idempotency-Key`. */
export interface KeyUse {
  /** What the key belongs to: account and operation. */
  readonly scope: string;
  readonly key: string;
  /** The body as it was received. */
  readonly body: unknown;
}

/** Remembers the replies of accepted requests by their `Idempotency-Key`, so that work is done once. */
export class Idempotency {
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Does the work of a new key, or returns the reply of a known one. Work that throws is forgotten.
   *
   * @throws {ApiError} `idempotency_conflict` if the key has another body or is still running.
   */
  async run<Reply>(use: KeyUse, work: () => Reply | Promise<Reply>): Promise<Outcome<Reply>> {
    const { known, entry, forget } = this.#claim(use);
    if (known !== undefined) return { reply: known.value as Reply, replayed: true };
    try {
      const reply = await work();
      entry.reply = { value: reply };
      return { reply, replayed: false };
    } catch (error) {
      forget();
      throw error;
    }
  }

  /**
   * Like `run`, for work whose reply comes in parts: the key is in use until the last one, and a
   * replay brings the same parts. Only what `isKept` says of them at their end is remembered.
   *
   * @throws {ApiError} `idempotency_conflict` if the key has another body or is still running.
   */
  stream<Part>(
    use: KeyUse,
    work: () => AsyncIterable<Part>,
    isKept: (parts: readonly Part[]) => boolean,
  ): Outcome<AsyncIterable<Part>> {
    const { known, entry, forget } = this.#claim(use);
    if (known !== undefined) return { reply: partsOf(known.value as Part[]), replayed: true };
    const end = (parts: readonly Part[]) => {
      if (isKept(parts)) entry.reply = { value: parts };
      else forget();
    };
    try {
      return { reply: recorded(work(), end), replayed: false };
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** The replies that are remembered; requests under way are not among them. */
  snapshot(): RememberedReply[] {
    this.#forgetExpired();
    return [...this.#remembered].flatMap(([use, { fingerprint, expiresAtMs, reply }]) =>
      reply === undefined ? [] : [{ use, fingerprint, expiresAtMs, reply: reply.value }],
    );
  }

  /** @throws {SnapshotRefused} if a use is there twice, or they do not expire in their order. */
  restore(replies: readonly RememberedReply[]): void {
    let beforeMs = 0;
    for (const [index, { use, fingerprint, expiresAtMs, reply }] of replies.entries()) {
      const path = `idempotency[${index}]`;
      if (this.#remembered.has(use)) refuse(`${path}.use`, 'the only one of its kind', use);
      if (expiresAtMs < beforeMs) refuse(`${path}.expiresAtMs`, `from ${beforeMs}`, expiresAtMs);
      beforeMs = expiresAtMs;
      this.#remembered.set(use, { fingerprint, expiresAtMs, reply: { value: reply } });
    }
  }

  #claim(use: KeyUse) {
    this.#forgetExpired();
    const name = `${use.scope} ${use.key}`;
    const fingerprint = fingerprintOf(use.body);
    const remembered = this.#remembered.get(name);
    const expiresAtMs = this.#now() + ASSUMPTIONS['idempotency.lifetime'].value;
    const entry: Remembered = remembered ?? { fingerprint, expiresAtMs, reply: undefined };
    const known = remembered === undefined ? undefined : replay(remembered, fingerprint, use.key);
    if (remembered === undefined) this.#remembered.set(name, entry);
    const forget = () => {
      if (this.#remembered.get(name) === entry) this.#remembered.delete(name);
    };
    return { known, entry, forget };
  }

  #forgetExpired(): void {
    const nowMs = this.#now();
    // Insertion order is order of expiry, as all keys live equally long.
    for (const [name, entry] of this.#remembered) {
      if (entry.expiresAtMs > nowMs) return;
      this.#remembered.delete(name);
    }
  }
}

async function* recorded<Part>(
  parts: AsyncIterable<Part>,
  end: (seen: readonly Part[]) => void,
): AsyncGenerator<Part, void, void> {
  const seen: Part[] = [];
  try {
    for await (const part of parts) {
      seen.push(part);
      yield part;
    }
  } finally {
    end(seen);
  }
}

async function* partsOf<Part>(parts: readonly Part[]): AsyncGenerator<Part, void, void> {
  yield* parts;
}

function replay(known: Remembered, fingerprint: string, key: string): { readonly value: unknown } {
  if (known.fingerprint !== fingerprint) {
    throw new ApiError(
      'idempotency_conflict',
      `Cannot use the Idempotency-Key ${show(key)} again: it belongs to a request with another body`,
    );
  }
  if (known.reply === undefined) {
    throw new ApiError(
      'idempotency_conflict',
      `Cannot replay the request yet: the first one with the Idempotency-Key ${show(key)} is still running`,
    );
  }
  return known.reply;
}

/** The same for equal JSON values, whatever the order of their keys. */
function fingerprintOf(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(
    ([key, inner]) => [JSON.stringify(key), inner] as const,
  );
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${key}:${canonical(inner)}`).join()}}`;
}
