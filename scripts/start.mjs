// `npm start`: builds, and serves in this same process, so that a signal to it stops the fake.
await import('./build.mjs');
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');
