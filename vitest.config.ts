import { defineConfig } from 'vitest/config';

/** Tests that want a process of their own: they watch its memory, set flags of Node, or replace what others import. */
export const ALONE = [
  'test/fuzz/**/*.test.ts',
  'test/testing/**/*.test.ts',
  'test/domain/clock-realtime.test.ts',
  'test/drift/proxy-recording.test.ts',
  'test/http/upload-memory.test.ts',
  'test/journeys/https.test.ts',
];

export default defineConfig({
  test: {
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ['test/support/build.ts'],
    restoreMocks: true,
    sequence: { shuffle: { tests: true } },
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
