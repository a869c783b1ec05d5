import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Starts the real command with a state file, and resolves once it is ready. */
export async function serve(state) {
  const args = ['serve', '--port', '0', '--json', '--clock', 'manual', '--state', state];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise((resolve) => child.stdout.once('data', resolve)),
    exit.then((code) => {
      throw new Error(`serve ended with ${code}: ${said}`);
    }),
  ]);
  const end = async (signal) => {
    child.kill(signal);
    const code = await exit;
    if (said !== '') throw new Error(`serve has complained: ${said}`);
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`serve ended with ${code}`);
  };
  return {
    url: JSON.parse(String(line)).url,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
