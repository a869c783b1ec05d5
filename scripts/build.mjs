// Bundles src/ into dist/. Each entry loads few files, which is what makes the command line and every
// test file of a caller start fast. Declarations are written by `tsc -p tsconfig.build.json`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    'src/index.ts',
    'src/client/index.ts',
    'src/contracts/index.ts',
    'src/conformance/index.ts',
    'src/drift/index.ts',
    'src/cli/main.ts',
    'src/testing/vitest.ts',
    'src/testing/vitest-global-setup.ts',
    'src/testing/jest.ts',
    'src/testing/jest-global-setup.ts',
    'src/testing/jest-global-teardown.ts',
    'src/testing/node-test.ts',
    'src/testing/worker.ts',
    'src/testing/guard.ts',
  ],
  outdir: 'dist',
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // Node reads every byte at each start; names stay, so that stack traces can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['yaml', 'vitest', '@jest/globals'],
  // The router tells `DEBUG=router` what it does, which nobody here asks for and every start would load.
  alias: { debug: './scripts/build/no-debug.cjs' },
  // Bundled CommonJS asks for node's own modules with `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(metafile));

/** The licences of all packages whose code the bundle holds. */
function licensesOf({ inputs }) {
  const folders = Object.keys(inputs).flatMap((file) => {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)]
    .sort()
    .map(licenseOf)
    .join(`\n${'-'.repeat(80)}\n`);
}

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json')));
  const source = `https://www.npmjs.com/package/${name}/v/${version}`;
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? license : readFileSync(join(root, folder, file), 'utf8');
  return `${name} ${version} (${license}), source: ${source}\n\n${text}`;
}
