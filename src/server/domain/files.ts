import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { FilePart } from '../../contracts/endpoint.ts';
import type { MediaKind } from '../../contracts/media.ts';
import type { FileSnapshot, FilesSnapshot } from '../../contracts/snapshot.ts';
import type { Switches } from '../../contracts/switches.ts';
import type { Account } from './accounts.ts';
import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import { DurationTokens } from './duration-tokens.ts';
import { MEDIA_PATH } from './outputs.ts';
import type { Random } from './random.ts';
import { checkTimes, type Restoring, refuse } from './restoring.ts';
import { checkUpload } from './upload-rules.ts';

/** One upload, as the fake remembers it. */
export interface FileRecord {
  readonly id: string;
  readonly account: Account;
  readonly kind: MediaKind;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Of sound and video, as measured. */
  readonly durationSeconds: number | undefined;
  readonly createdAtMs: number;
  /** Below the origin of the fake. */
  readonly path: string;
  /** `undefined` once newer uploads have taken their place. */
  bytes: Buffer | undefined;
}

/** What a caller uploads. */
export interface Upload {
  readonly kind: MediaKind;
  readonly model?: string | undefined;
  readonly file: FilePart;
}

export interface FilesOptions {
  readonly world: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly switches: Switches;
  /** Bytes that are kept; beyond them the oldest uploads lose theirs. */
  readonly maxStoredBytes: number;
}

const SECRET_LETTERS = 40;

/** The uploads of one world. */
export class Files {
  readonly tokens: DurationTokens;
  readonly #options: FilesOptions;
  readonly #records = new Map<string, FileRecord>();
  /** Those that still have their bytes, oldest first. */
  readonly #stored = new Set<FileRecord>();
  #storedBytes = 0;

  constructor(options: FilesOptions) {
    this.#options = options;
    const secret = options.random.stream('duration tokens').id('', SECRET_LETTERS);
    this.tokens = new DurationTokens(() => options.clock.now(), secret);
  }

  /** Bytes of all uploads that are kept. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  /**
   * Keeps an upload that is what it says.
   *
   * @throws {ApiError} `validation_failed` if its kind, type or size is wrong, or its bytes are.
   */
  async add(account: Account, upload: Upload): Promise<FileRecord> {
    const { world, clock, random, switches } = this.#options;
    const bytes = asBuffer(upload.file.bytes);
    const mimeType = checkUpload(upload, bytes, switches);
    const { kind, file } = upload;
    const id = random.id(ASSUMPTIONS['file.shape'].value);
    const createdAtMs = clock.now();
    const durationSeconds = kind === 'image' ? undefined : await measure(bytes);
    const record: FileRecord = {
      id,
      account,
      kind,
      name: file.name,
      mimeType,
      sizeBytes: bytes.length,
      durationSeconds,
      createdAtMs,
      path: `${MEDIA_PATH}/${world}/${id}/${pathName(file.name)}`,
      bytes,
    };
    this.#records.set(id, record);
    this.#store(record);
    return record;
  }

  /**
   * An upload of the account.
   *
   * @throws {ApiError} `not_found`, also for an upload of another account.
   */
  get(account: Account, id: string): FileRecord {
    const record = this.#records.get(id);
    if (record?.account === account) return record;
    throw new ApiError('not_found', 'Cannot find the file: the account has none with this id');
  }

  /** The upload with an id, whoever owns it. */
  find(id: string): FileRecord | undefined {
    return this.#records.get(id);
  }

  /** A fresh duration token of an upload; `undefined` where nothing was measured. */
  durationToken({ id, account, durationSeconds }: FileRecord): string | undefined {
    if (durationSeconds === undefined) return undefined;
    return this.tokens.issue({ fileId: id, account: account.name });
  }

  /** What to restore them from; beyond `mostBytes`, the oldest are without their bytes. */
  snapshot(mostBytes: number): FilesSnapshot {
    const kept = this.#newest(mostBytes);
    return {
      random: this.#options.random.snapshot(),
      records: [...this.#records.values()].map(
        ({ account, durationSeconds, bytes, ...record }) => ({
          ...record,
          account: account.name,
          durationSeconds: durationSeconds ?? null,
          bytes: kept.has(record.id) ? (bytes?.toString('base64') ?? null) : null,
        }),
      ),
    };
  }

  /** @throws {SnapshotRefused} if an upload is there twice, or is not what it says. */
  restore({ random, records }: FilesSnapshot, restoring: Restoring): void {
    this.#options.random.restore(random);
    for (const [index, snapshot] of records.entries()) {
      const path = `files.records[${index}]`;
      const { id, account, durationSeconds } = snapshot;
      if (this.#records.has(id)) refuse(`${path}.id`, 'the only one of its kind', id);
      checkTimes(path, snapshot, ['createdAtMs'], restoring.nowMs);
      const record = {
        ...snapshot,
        account: restoring.account(account, `${path}.account`),
        durationSeconds: durationSeconds ?? undefined,
        bytes: bytesOf(snapshot, path),
      };
      this.#records.set(id, record);
      if (record.bytes !== undefined) this.#store(record);
    }
  }

  /** The ids of the newest uploads whose bytes are kept and fit together into so many. */
  #newest(mostBytes: number): ReadonlySet<string> {
    const ids = new Set<string>();
    let left = mostBytes;
    for (const { id, sizeBytes } of [...this.#stored].reverse()) {
      left -= sizeBytes;
      if (left < 0) break;
      ids.add(id);
    }
    return ids;
  }

  #store(record: FileRecord): void {
    this.#stored.add(record);
    this.#storedBytes += record.sizeBytes;
    for (const oldest of this.#stored) {
      if (this.#storedBytes <= this.#options.maxStoredBytes) return;
      oldest.bytes = undefined;
      this.#stored.delete(oldest);
      this.#storedBytes -= oldest.sizeBytes;
    }
  }
}

/** Its reader is loaded with the first sound or video. */
async function measure(bytes: Buffer): Promise<number | undefined> {
  const { measureSeconds } = await import('./measure.ts');
  return measureSeconds(bytes);
}

function bytesOf({ bytes, sizeBytes }: FileSnapshot, path: string): Buffer | undefined {
  if (bytes === null) return undefined;
  const decoded = Buffer.from(bytes, 'base64');
  const isWhole = bytes.length === Math.ceil(sizeBytes / 3) * 4 && decoded.length === sizeBytes;
  return isWhole ? decoded : refuse(`${path}.bytes`, `${sizeBytes} bytes in base64`, bytes);
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The last part of a URL: what of a file name needs no escaping. */
function pathName(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'file';
}
