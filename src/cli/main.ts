#!/usr/bin/env node
import module from 'node:module';

// Node keeps what it has compiled, from 22.8 on: the next start is faster. Whatever is imported before is not kept.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const { run } = await import('./run.ts');
await run();
