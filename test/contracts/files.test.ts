import { expect, test } from 'vitest';
import { fileEndpoints } from '../../src/contracts/files.ts';
import { MB } from '../../src/contracts/media.ts';

const { maxBytes } = fileEndpoints.uploadFile.body;

test.each([
  [{ kind: 'image', model: 'wan-2-7-image' }, 20],
  [{ kind: 'video', model: 'wan-2-7-video' }, 50],
  [{ model: 'wan-2-7-video' }, 50],
  [{ kind: 'image' }, 30],
  [{ kind: 'video' }, 95],
  [{ kind: 'audio' }, 10],
  [{}, 95],
])('nothing larger than what fits %j is received', (fields, megabytes) => {
  expect(maxBytes(fields)).toBe(megabytes * MB);
});

test.each([
  { kind: 'fire' },
  { model: 'fire' },
  { model: 'z-image' },
  { kind: 'video', model: 'kling-3-0' },
])('what fits nothing, as %j, is received, to be refused for that', (fields) => {
  expect(maxBytes(fields)).toBe(maxBytes({}));
});
