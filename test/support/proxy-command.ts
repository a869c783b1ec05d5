import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The real command `proxy`, while it runs. */
export interface ProxyCommand {
  readonly url: string;
  /** Sends SIGTERM, and resolves with everything that was printed and the exit code. */
  stop(): Promise<{ output: string; code: number | null }>;
}

/** Starts the command on a free port, as it is shipped. */
export async function startProxyCommand(flags: readonly string[]): Promise<ProxyCommand> {
  const child = spawn(process.execPath, [main, 'proxy', '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child.stdout, 'data');
  return {
    url: /(?: on |"url":")(http:[^\s"]+)/.exec(output)?.[1] ?? '',
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      return { output, code };
    },
  };
}
