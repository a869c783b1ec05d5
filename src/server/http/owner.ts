import type { IncomingHttpHeaders } from 'node:http';
import { isWorldName, parseKey } from '../domain/keys.ts';
import { MEDIA_PATH } from '../domain/outputs.ts';

const BEARER = /^Bearer +(\S+) *$/i;

/** The world that a request is about, by its key or by the path of a medium; `undefined` for none. */
export function worldOf(
  path: string,
  { authorization = '' }: Pick<IncomingHttpHeaders, 'authorization'>,
): string | undefined {
  const [, root, name = ''] = path.split('/', 3);
  if (`/${root}` === MEDIA_PATH && isWorldName(name)) return name;
  try {
    return parseKey(BEARER.exec(authorization)?.[1] ?? '').world;
  } catch {
    return undefined;
  }
}

/** Which of several processes a world lives in (FNV-1a, so that others can compute it too). */
export function ownerOf(world: string, processes: number): number {
  let hash = 0x811c_9dc5;
  for (const letter of Buffer.from(world)) hash = Math.imul(hash ^ letter, 0x0100_0193) >>> 0;
  return hash % processes;
}
