// Fails on a known serious vulnerability in what is shipped. Where the registry has no audit, it says so.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const { metadata, message } = JSON.parse(stdout);
if (metadata === undefined) {
  console.log(`Skipped: this registry answers no audit (${message ?? 'no reason given'})`);
} else {
  const { high, critical, total } = metadata.vulnerabilities;
  console.log(`${total} known vulnerabilities, ${high + critical} of them serious`);
  process.exitCode = high + critical > 0 ? 1 : 0;
}
