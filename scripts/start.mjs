// `npm start`: builds, then serves in this same process.
await import('./build.mjs');
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');

// npm runs scripts in a shell that dies of a signal without passing it on, and would leave us behind.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
}, 200).unref();
