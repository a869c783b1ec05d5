import { guardHosts } from './host-guard.ts';

const guard = guardHosts();
const { afterEach } = await runner();

// Also a test that swallows the error fails, at its end.
afterEach(() => guard.check());

function runner(): Promise<{ afterEach: (hook: () => void) => void }> {
  if (process.env['VITEST'] !== undefined) return import('vitest');
  if (process.env['JEST_WORKER_ID'] !== undefined) return import('@jest/globals');
  return import('node:test');
}
