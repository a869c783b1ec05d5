import { openApiDocument } from '../../src/contracts/openapi.ts';
import { PAGES, pageUrl } from '../../src/contracts/source.ts';
import { table } from './markdown.ts';

/** How many marks of each kind the OpenAPI document carries. */
export function sourceCounts(): string {
  const counts: Record<string, number> = {};
  count(openApiDocument(), counts);
  return `Of the ${(counts['documented'] ?? 0) + (counts['assumed'] ?? 0)} marks in the OpenAPI document, ${counts['documented']} say \`documented\` and ${counts['assumed']} \`assumed\`.`;
}

function count(value: unknown, counts: Record<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'x-rivya-source') counts[child] = (counts[child] ?? 0) + 1;
    else count(child, counts);
  }
}

/** The pages of the documentation that the contract rests on. */
export function pages(): string {
  return table(
    ['subject', 'page'],
    Object.entries(PAGES).map(([name, path]) => [`\`${name}\``, pageUrl(path)]),
  );
}
