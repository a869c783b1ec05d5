import { readFileSync } from 'node:fs';
import { explain } from '../../contracts/explain.ts';
import type { WorldSnapshot } from '../../contracts/snapshot.ts';
import { StateFile } from '../../contracts/state-file.ts';
import { parseSnapshot } from '../domain/parse-snapshot.ts';
import { codeOf, StateProblem } from './lock.ts';

/** A world as a state file holds it. */
export interface SavedWorld {
  readonly takenAtMs: number;
  readonly snapshot: WorldSnapshot;
}

/**
 * The worlds of a state file; none if there is no such file yet.
 *
 * @throws {StateProblem} if the file is broken, of another version, or something else.
 */
export function readState(path: string): SavedWorld[] {
  const text = readText(path);
  if (text === undefined) return [];
  const result = StateFile.safeParse(parse(path, text));
  if (!result.success) {
    throw problem(path, explain(result.error.issues, parse(path, text), 'the file'));
  }
  const names = new Set<string>();
  return result.data.worlds.map(({ takenAtMs, snapshot }, index) => {
    const saved = snapshotOf(path, snapshot, index);
    if (names.has(saved.world)) throw problem(path, `it holds the world "${saved.world}" twice`);
    names.add(saved.world);
    return { takenAtMs, snapshot: saved };
  });
}

/** A state file that cannot be used; it is left as it is. */
export function problem(path: string, reason: string): StateProblem {
  return new StateProblem(
    `Cannot use the state file "${path}": ${reason}; it was left as it is, choose another file or move it away`,
  );
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StateProblem(`Cannot read the state file "${path}": ${Object(error).message}`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem(path, text === '' ? 'it is empty' : 'it is no JSON');
  }
}

function snapshotOf(path: string, snapshot: unknown, index: number): WorldSnapshot {
  try {
    return parseSnapshot(snapshot, 'the snapshot');
  } catch (error) {
    throw problem(path, `worlds[${index}]: ${Object(error).message}`);
  }
}
