// Prints what npm users would download; test/package-consumer.test.ts holds the bounds.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const flags = ['pack', '--dry-run', '--json', '--ignore-scripts'];
const { stdout } = spawnSync('npm', flags, { encoding: 'utf8', maxBuffer: 1e8 });
const [{ size, unpackedSize, entryCount }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
console.log(
  `${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked, ${entryCount} files, ` +
    `${Object.keys(dependencies).length} dependencies: ${Object.keys(dependencies).join(', ')}`,
);
