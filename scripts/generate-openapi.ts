import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { openApiDocument } from '../src/contracts/openapi.ts';
import { controlDocument } from '../src/contracts/openapi-control.ts';
import { documentText } from '../src/contracts/openapi-document.ts';

const folder = new URL('../openapi/', import.meta.url);

const yaml = stringify(openApiDocument(), {
  aliasDuplicateObjects: false,
  blockQuote: 'literal',
  // Readers of YAML 1.1 take a plain 9:16 for a number and a plain time for a date.
  compat: 'yaml-1.1',
  lineWidth: 0,
});

const files: Record<string, string> = {
  'rivya-v1.json': documentText(openApiDocument()),
  'rivya-v1.yaml': yaml,
  'control.json': documentText(controlDocument()),
};

for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, folder);
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  if (committed === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`openapi/${name} is stale: run npx tsx scripts/generate-openapi.ts`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`openapi/${name} written`);
  }
}
