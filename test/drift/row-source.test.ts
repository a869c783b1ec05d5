import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AUDIO_MODELS } from '../../src/contracts/models/audio.ts';
import { CHAT_MODELS } from '../../src/contracts/models/chat.ts';
import { IMAGE_MODELS } from '../../src/contracts/models/image.ts';
import { VIDEO_MODELS } from '../../src/contracts/models/video.ts';
import { catalogueSource } from '../../src/drift/row-source.ts';

test.each([
  ['audio', AUDIO_MODELS],
  ['chat', CHAT_MODELS],
  ['image', IMAGE_MODELS],
  ['video', VIDEO_MODELS],
] as const)('the source of the %s models is written again byte for byte', (category, rows) => {
  const file = new URL(`../../src/contracts/models/${category}.ts`, import.meta.url);

  expect(catalogueSource(category, Object.entries(rows))).toBe(readFileSync(file, 'utf8'));
});
