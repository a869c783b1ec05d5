import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { Account } from './accounts.ts';
import type { GenerationRecord } from './generation-record.ts';
import { readImageSize } from './image-size.ts';
import type { Size } from './output-sizes.ts';
import { MEDIA_PATH, type Output, outputsOf, typeOf } from './outputs.ts';
import type { OwnMedia } from './references.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600 * 1_000;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** One file of a generation. */
export interface FoundOutput {
  readonly generation: GenerationRecord;
  readonly output: Output;
  readonly index: number;
}

/** The output at a path; `undefined` where there is none, or it has expired. */
export function findOutput(world: World, taskId: string, path: string): FoundOutput | undefined {
  const generation = world.generations.find(taskId);
  const index = generation?.outputs?.indexOf(path) ?? -1;
  if (generation === undefined || index === -1 || hasExpired(world, generation)) return undefined;
  const outputs = outputsOf(generation);
  const output = outputs[index] ?? outputs[0];
  return output && { generation, output, index };
}

/** What a URL leads to for an account: `foreign` if it is none of this fake's. */
export function locateMedia(
  world: World,
  account: Account,
  url: string,
): OwnMedia | 'foreign' | undefined {
  const { host, hostname, port, pathname } = new URL(url);
  const own = new URL(world.origin);
  const isOwn = host === own.host || (port === own.port && LOOPBACK.test(hostname));
  if (!isOwn) return 'foreign';
  const [, root, name, id = ''] = pathname.split('/');
  if (`/${root}` !== MEDIA_PATH || name !== world.name) return undefined;
  const file = world.files.find(id);
  if (file?.account === account && file.path === pathname) {
    const { kind, mimeType, bytes } = file;
    return { kind, mimeType, file, imageSize: () => bytes && readImageSize(mimeType, bytes) };
  }
  const found = findOutput(world, id, pathname);
  if (found?.generation.account !== account) return undefined;
  const { output } = found;
  return {
    kind: output.kind,
    mimeType: typeOf(output).mimeType,
    file: undefined,
    imageSize: () => (output.kind === 'image' ? sizeOf(output) : undefined),
  };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

function hasExpired({ switches, clock }: World, { updatedAtMs }: GenerationRecord): boolean {
  const lifetime = switches['result.urlLifetime'];
  if (lifetime === ASSUMPTIONS['result.urlLifetime'].value) return false;
  return clock.now() >= updatedAtMs + DAY_MS;
}
