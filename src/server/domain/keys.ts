import { createHash } from 'node:crypto';
import { ERRORS, type ErrorCode } from '../../contracts/errors.ts';
import { SCOPES, type Scope } from '../../contracts/scopes.ts';
import type { KeySnapshot } from '../../contracts/snapshot.ts';
import { ApiError } from './api-error.ts';
import { refuse } from './restoring.ts';

export type KeyState = 'active' | 'revoked' | 'expired';

/** What a key may do, and in whose name. It never holds the key itself. */
export interface KeyRecord {
  /** Names the key inside its world without giving it away. */
  readonly id: string;
  readonly account: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly state: KeyState;
  /** What every call with the key is refused with. */
  readonly refusal?: ErrorCode;
}

/** What every key of the fake begins with. */
export const KEY_PREFIX = 'rvya_sk_test_';

const ALL = new Set<Scope>(SCOPES);
const READ = new Set<Scope>(SCOPES.filter((scope) => scope.endsWith(':read')));

/** The account of a key without variant. */
export const MAIN_ACCOUNT = 'main';

/** The account that never has credits. */
export const BROKE_ACCOUNT = 'broke';

/** CATALOGUE of key variants: what follows the dot in `rvya_sk_test_<world>.<variant>`. */
export const KEY_VARIANTS = {
  revoked: { meaning: 'A revoked key', account: MAIN_ACCOUNT, scopes: ALL, state: 'revoked' },
  expired: { meaning: 'An expired key', account: MAIN_ACCOUNT, scopes: ALL, state: 'expired' },
  readonly: {
    meaning: 'A key with the :read scopes only',
    account: MAIN_ACCOUNT,
    scopes: READ,
    state: 'active',
  },
  broke: {
    meaning: 'A key of an account without credits',
    account: BROKE_ACCOUNT,
    scopes: ALL,
    state: 'active',
  },
  other: {
    meaning: 'A key of another account of the same world',
    account: 'other',
    scopes: ALL,
    state: 'active',
  },
  disabled: {
    meaning: 'A key of an API that is switched off: `public_api_disabled`',
    account: MAIN_ACCOUNT,
    scopes: ALL,
    state: 'active',
    refusal: 'public_api_disabled',
  },
  limited: {
    meaning: 'A key that is always over its limit: `rate_limited`',
    account: MAIN_ACCOUNT,
    scopes: ALL,
    state: 'active',
    refusal: 'rate_limited',
  },
  internal: {
    meaning: 'A key whose calls the server always fails: `internal_error`',
    account: MAIN_ACCOUNT,
    scopes: ALL,
    state: 'active',
    refusal: 'internal_error',
  },
} as const satisfies Record<string, Omit<KeyRecord, 'id'> & { meaning: string }>;

const MAIN_KEY: KeyRecord = { id: '', account: MAIN_ACCOUNT, scopes: ALL, state: 'active' };

/** A key taken apart. */
export interface ParsedKey {
  readonly world: string;
  readonly variant: string;
}

const WORLD_NAME = /^[a-z0-9-]{1,40}$/;

/** Whether a text can name a world: 1 to 40 of a-z, 0-9 and -. */
export function isWorldName(name: string): boolean {
  return WORLD_NAME.test(name);
}

/**
 * Takes a key apart without looking at any world.
 *
 * @throws {ApiError} `api_key_invalid` if it is no key of a fake.
 */
export function parseKey(key: string): ParsedKey {
  if (key.startsWith(KEY_PREFIX)) {
    const dot = key.indexOf('.', KEY_PREFIX.length);
    const world = key.slice(KEY_PREFIX.length, dot === -1 ? undefined : dot);
    const variant = dot === -1 ? '' : key.slice(dot + 1);
    if (isWorldName(world) && !key.endsWith('.')) return { world, variant };
  } else if (key.startsWith('rvya_sk_')) {
    throw new ApiError(
      'api_key_invalid',
      `The key looks like a real one, and this is a fake: use ${KEY_PREFIX}<world>, and keep real keys out of tests`,
    );
  }
  throw new ApiError(
    'api_key_invalid',
    `The key cannot be verified: expected ${KEY_PREFIX}<world>, with a world of 1 to 40 of a-z, 0-9 and -`,
  );
}

/** What a variant of the vocabulary asks to be refused with; `undefined` for all others. */
export function refusalOf(variant: string): ErrorCode | undefined {
  if (Object.hasOwn(ERRORS, variant)) return variant as ErrorCode;
  const rows: Record<string, { meaning: string; refusal?: ErrorCode }> = KEY_VARIANTS;
  return Object.hasOwn(rows, variant) ? rows[variant]?.refusal : undefined;
}

/** The keys that every world has, by their variant. */
const VOCABULARY: ReadonlyMap<string, KeyRecord> = new Map<string, KeyRecord>([
  ['', MAIN_KEY],
  ...Object.entries(KEY_VARIANTS).map(([id, { meaning: _meaning, ...record }]) => {
    return [id, { id, ...record }] as const;
  }),
  ...(Object.keys(ERRORS) as ErrorCode[]).map((refusal) => {
    return [refusal, { ...MAIN_KEY, id: refusal, refusal }] as const;
  }),
]);

/** The keys of one world: the vocabulary, and those made by hand. */
export class Keys {
  readonly #made = new Map<string, KeyRecord>();

  /**
   * The key of a variant.
   *
   * @throws {ApiError} `api_key_invalid` if the world has no such key.
   */
  get(variant: string): KeyRecord {
    const record = VOCABULARY.get(variant) ?? this.#made.get(fingerprint(variant));
    if (record !== undefined) return record;
    throw new ApiError(
      'api_key_invalid',
      `The key cannot be verified: its variant is none of ${Object.keys(KEY_VARIANTS).join(', ')}, no error code, nor was it made in this world`,
    );
  }

  /** Adds a key under a secret variant, which is kept as a hash only. */
  add(variant: string, record: Omit<KeyRecord, 'id'>): KeyRecord {
    const id = fingerprint(variant);
    const added = { id, ...record };
    this.#made.set(id, added);
    return added;
  }

  /** What to restore the keys from that were made by hand; it holds no key. */
  snapshot(): KeySnapshot[] {
    return [...this.#made.values()].map(({ id, account, scopes, state }) => ({
      hash: id,
      account,
      scopes: [...scopes],
      state,
    }));
  }

  /** @throws {SnapshotRefused} if a key is there twice. */
  restore(snapshots: readonly KeySnapshot[]): void {
    for (const [index, { hash, account, scopes, state }] of snapshots.entries()) {
      if (this.#made.has(hash)) refuse(`keys[${index}].hash`, 'the only one of its kind', hash);
      this.#made.set(hash, { id: hash, account, scopes: new Set(scopes), state });
    }
  }
}

/** What a key is called where it may be seen: `main`, its variant, or `made-` and its beginning. */
export function nameOf({ id }: KeyRecord): string {
  if (id === '') return 'main';
  return VOCABULARY.has(id) ? id : `made-${id.slice(0, 8)}`;
}

function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
