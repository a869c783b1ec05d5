import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '../domain/api-error.ts';

/** What one upload holds in memory before the rest goes to a file. */
export const IN_MEMORY = 1_024 * 1_024;
const RETRY_AFTER_MS = 1_000;

/** The room that uploads under way share; the one that would exceed it is refused. */
export class UploadRoom {
  readonly #most: number;
  #taken = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** Bytes that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes room for bytes. @throws {ApiError} `rate_limited` where there is none. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.#most) throw full(`${this.#most} bytes, the most that they may`);
    this.#taken += bytes;
  }

  /** Gives room back. */
  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** The room of all uploads of this process. */
const PROCESS_ROOM = new UploadRoom(2 * 1_024 ** 3);

/**
 * Where the bytes of one upload wait until it is whole: the first of them in memory, the others in a
 * file without a name, which is gone with its last handle whatever becomes of the process.
 */
export class UploadSpool {
  #chunks: Buffer[] = [];
  #inMemory = 0;
  #onDisk = 0;
  #file: FileHandle | undefined;
  #isOpen = true;
  readonly #room: UploadRoom;

  constructor(room = PROCESS_ROOM) {
    this.#room = room;
  }

  /** Bytes that were laid down. */
  get bytes(): number {
    return this.#onDisk + this.#inMemory;
  }

  /** Lays down bytes that have arrived. @throws {ApiError} `rate_limited` where there is no room. */
  async take(chunk: Buffer): Promise<void> {
    if (!this.#isOpen) return;
    this.#room.take(chunk.length);
    this.#chunks.push(chunk);
    this.#inMemory += chunk.length;
    if (this.#inMemory >= IN_MEMORY) await this.#flush();
  }

  /** All bytes in one piece. */
  async whole(): Promise<Buffer> {
    if (this.#file === undefined) return Buffer.concat(this.#chunks);
    const whole = Buffer.allocUnsafeSlow(this.bytes);
    for (let place = 0; place < this.#onDisk; ) {
      const { bytesRead } = await this.#file.read(whole, place, this.#onDisk - place, place);
      if (bytesRead === 0) throw new Error('The temporary file of an upload was cut off');
      place += bytesRead;
    }
    Buffer.concat(this.#chunks).copy(whole, this.#onDisk);
    return whole;
  }

  /** Forgets the bytes, and gives their room back. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#room.give(this.bytes);
    this.#chunks = [];
    await this.#file?.close();
  }

  async #flush(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#onDisk += this.#inMemory;
    this.#inMemory = 0;
    try {
      this.#file ??= await openNameless();
      await this.#file.appendFile(Buffer.concat(chunks));
    } catch (error) {
      if (!this.#isOpen) return;
      throw isFull(error) ? full('all of the room for temporary files') : error;
    }
  }
}

async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'rivya-testkit-'));
  try {
    return await open(join(folder, 'upload'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(String(Object(error).code));
}

function full(what: string): ApiError {
  const message = `the uploads under way hold ${what} on this machine: try again when one of them is done`;
  return new ApiError('rate_limited', message, { retryAfterMs: RETRY_AFTER_MS });
}
