import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../../src/client/index.ts', import.meta.url));

/** What the client adds to an application that bundles all of it. */
export async function measureClientSize() {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    external: ['node:fs'],
  });
  const [{ contents }] = outputFiles;
  const kilobytes = (bytes) => Math.round(bytes.length / 100) / 10;
  const minified = kilobytes(contents);
  const gzip = kilobytes(gzipSync(contents));
  const brotli = kilobytes(brotliCompressSync(contents));
  return [
    {
      name: 'size of the client',
      minified,
      gzip,
      brotli,
      text: [`${minified} KB minified, ${gzip} KB with gzip, ${brotli} KB with brotli`],
    },
  ];
}
