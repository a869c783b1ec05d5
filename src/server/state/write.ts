import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { STATE_FORMAT, STATE_VERSION } from '../../contracts/state-file.ts';
import type { World } from '../domain/world.ts';
import { snapshotWorld } from '../domain/world-snapshots.ts';
import { piecesOf } from './pieces.ts';

/** Bytes of uploads that are kept of each world, those of the newest. */
const FILE_BYTES = 8 * 1_024 * 1_024;

const BLOCK_LETTERS = 256 * 1_024;
const COPY_BYTES = 1_024 * 1_024;

/** Where a world stands in a state file, and what it was like then. */
export interface Passage {
  readonly changes: number;
  readonly start: number;
  readonly length: number;
}

export type Passages = ReadonlyMap<World, Passage>;

/**
 * Writes a state file beside the old one and puts it in its place, so that one of the two is there
 * at any moment. Worlds that have not changed are copied from the old file, where `known` says that
 * they are in it.
 */
export async function writeState(
  path: string,
  worlds: readonly World[],
  more: { readonly known: Passages; readonly realNow: () => number },
): Promise<Passages> {
  const temporary = `${path}.tmp`;
  const before = more.known.size === 0 ? undefined : await open(path, 'r');
  const after = await open(temporary, 'w', 0o600);
  try {
    const passages = await writeWorlds(new Blocks(after), worlds, { ...more, before });
    await after.sync();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return passages;
  } finally {
    await before?.close();
    await after.close();
  }
}

async function writeWorlds(
  blocks: Blocks,
  worlds: readonly World[],
  more: {
    readonly known: Passages;
    readonly realNow: () => number;
    readonly before: FileHandle | undefined;
  },
): Promise<Passages> {
  const { known, realNow, before } = more;
  const passages = new Map<World, Passage>();
  await blocks.add(`{"format":"${STATE_FORMAT}","version":${STATE_VERSION},"worlds":[`);
  for (const [index, world] of worlds.entries()) {
    await blocks.add(index === 0 ? '\n' : ',\n');
    const { changes } = world;
    const start = blocks.position;
    const old = known.get(world);
    if (old?.changes === changes && before !== undefined) await blocks.copy(before, old);
    else {
      const snapshot = snapshotWorld(world, { fileBytes: FILE_BYTES });
      await blocks.add(`{"takenAtMs":${realNow()},"snapshot":`);
      for (const piece of piecesOf(snapshot)) await blocks.add(piece);
      await blocks.add('}');
    }
    passages.set(world, { changes, start, length: blocks.position - start });
  }
  await blocks.add('\n]}\n');
  await blocks.flush();
  return passages;
}

/** Gathers small texts, and writes them in blocks. */
class Blocks {
  readonly #file: FileHandle;
  #text = '';
  #position = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** How many bytes the file has, those included that are not written yet. */
  get position(): number {
    return this.#position + Buffer.byteLength(this.#text);
  }

  async add(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= BLOCK_LETTERS) await this.flush();
  }

  /** Writes what was gathered; each time that takes as long as everything else that wants to run. */
  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    await this.#write(bytes);
  }

  async copy(from: FileHandle, { start, length }: Passage): Promise<void> {
    await this.flush();
    const buffer = Buffer.allocUnsafe(Math.min(length, COPY_BYTES));
    for (let done = 0; done < length; ) {
      const wanted = Math.min(buffer.length, length - done);
      const { bytesRead } = await from.read(buffer, 0, wanted, start + done);
      if (bytesRead === 0) throw new Error('The state file was cut while the fake used it');
      await this.#write(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done, this.#position + done))
        .bytesWritten;
    }
    this.#position += bytes.length;
  }
}

/** Makes a new name last; Windows knows no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
