import { readFile, writeFile } from 'node:fs/promises';
import { toYaml } from '../src/cli/openapi.ts';
import { openApiDocument } from '../src/contracts/openapi.ts';
import { controlDocument } from '../src/contracts/openapi-control.ts';
import { documentText } from '../src/contracts/openapi-document.ts';
import { scenarioSchema } from '../src/contracts/scenario-schema.ts';

const folder = new URL('../openapi/', import.meta.url);

const files: Record<string, string> = {
  'rivya-v1.json': documentText(openApiDocument()),
  'rivya-v1.yaml': await toYaml(openApiDocument()),
  'control.json': documentText(controlDocument()),
  'scenario.schema.json': `${JSON.stringify(scenarioSchema(), null, 2)}\n`,
};

for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, folder);
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  if (committed === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`openapi/${name} is stale: run npm run generate`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`openapi/${name} written`);
  }
}
