import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measureSeconds } from '../../src/server/domain/measure.ts';

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));
}

/** AAC of some hours in short frames: as much work as a file within the limits can make. */
const HOURS = Buffer.alloc(40 * 200_000, Buffer.from(`fff15080051ffc${'01'.repeat(33)}`, 'hex'));

test.each([
  ['a length that is stated', 'boat.mp4', 1.5],
  ['the end of the last fragment', 'fragments.mp4', 1.5],
  ['the end of the last block', 'piped.webm', 1.5],
  ['all frames', 'boat.mp3', 1.541],
])('measures %s', async (_what, name, seconds) => {
  expect(await measureSeconds(fixture(name))).toBe(seconds);
});

test.each([
  ['bytes of no known type', Buffer.from('a paper boat')],
  ['a sound that is cut off in its header', fixture('boat.wav').subarray(0, 20)],
])('gives no length for %s', async (_what, bytes) => {
  expect(await measureSeconds(bytes)).toBeUndefined();
});

test('lets others work in between', async () => {
  let turns = 0;
  let isDone = false;
  const others = () => {
    turns += 1;
    if (!isDone) setImmediate(others);
  };
  others();

  const seconds = await measureSeconds(HOURS);
  isDone = true;

  expect(seconds).toBeCloseTo((200_000 * 1_024) / 44_100, 2);
  expect(turns).toBeGreaterThan(50);
});

test('gives up a file that keeps its reader busy', async () => {
  expect(await measureSeconds(HOURS, 20)).toBeUndefined();
});
