// How long the comparison of a document of 2 MB takes. `npm run build && node scripts/bench/drift.mjs`
import { readFileSync } from 'node:fs';
import { compareDocuments } from '../../dist/drift/index.js';

const contract = JSON.parse(readFileSync(new URL('../../openapi/rivya-v1.json', import.meta.url)));
const published = structuredClone(contract);
const schemas = Object.entries(published.components.schemas);
for (let copy = 1; JSON.stringify(published).length < 2e6; copy += 1) {
  for (const [name, schema] of schemas) published.components.schemas[`${name}${copy}`] = schema;
  for (const [path, item] of Object.entries(contract.paths)) {
    const text = JSON.stringify(item).replaceAll(/(schemas\/\w+)"/g, `$1${copy}"`);
    published.paths[`${path}/copy${copy}`] = JSON.parse(text);
  }
}
const text = JSON.stringify(published);
const startedAt = performance.now();
const checks = compareDocuments(contract, JSON.parse(text));
const ms = Math.round(performance.now() - startedAt);
console.log(JSON.stringify({ bytes: text.length, checks: checks.length, ms }));
