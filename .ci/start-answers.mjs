// Runs the README's start command as a person would, asks the fake that it starts, and stops it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const child = spawn('npm', ['start', '--silent', '--', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
let banner = '';
for await (const chunk of child.stdout) {
  banner += chunk;
  if (banner.includes('Stop with')) break;
}
const url = /URL {2}(\S+)/.exec(banner)[1];
const key = /Key {2}(\S+)/.exec(banner)[1];
const response = await fetch(`${url}/api/v1/credits`, {
  headers: { authorization: `Bearer ${key}` },
});
console.log(`npm start: ${url} answers ${response.status} ${await response.text()}`);
process.kill(-child.pid, 'SIGTERM');
await once(child, 'exit');
process.exitCode = response.ok ? 0 : 1;
