import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openApiDocument } from '../../src/contracts/openapi.ts';
import { compareDocuments } from '../../src/drift/compare-documents.ts';
import { parseDocument } from '../../src/drift/parse-document.ts';
import { asOpenApi30, STYLES, seeded } from '../support/document-styles.ts';

const contract = openApiDocument();

function differencesOf(published: object) {
  const checks = compareDocuments(contract, published);
  return checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'finding');
}

test('a document equals itself, and each operation is a check that passed', () => {
  const checks = compareDocuments(contract, contract);

  expect(checks.map(({ outcome }) => outcome)).toEqual(Array(20).fill('passed'));
});

test.each(Object.entries(STYLES))('%s: not a difference', (_name, style) => {
  const published = style(contract, seeded(1));

  expect(published).not.toEqual(contract);
  expect(differencesOf(published)).toEqual([]);
});

test('all styles one after the other, in an order of chance: not a difference', () => {
  for (const seed of [1, 2, 3]) {
    const draw = seeded(seed);
    const order = Object.entries(STYLES).map(([name, style]) => ({ name, style, at: draw() }));
    order.sort((a, b) => a.at - b.at);
    // Inlining comes first or not at all: a document that is inline has no references to write.
    const published = order.reduce<object>(
      (document, { style }) => style(document, draw),
      contract,
    );

    expect(differencesOf(published), order.map(({ name }) => name).join(', ')).toEqual([]);
  }
});

test('a whole document of OpenAPI 3.0: not a difference', () => {
  const published = asOpenApi30(contract);

  const text = JSON.stringify(published);
  expect(text.match(/"nullable":true/g)?.length).toBeGreaterThan(5);
  expect(text.match(/"const":.{20}|"type":\[.{20}|"exclusiveMinimum":\d/g)).toBeNull();
  expect(differencesOf(published)).toEqual([]);
});

test.each([
  ['the contract', contract],
  ['a document of OpenAPI 3.0', asOpenApi30(contract)],
])('%s written in YAML: not a difference', async (_what, document) => {
  const published = await parseDocument(stringify(document), 'the document');

  expect(differencesOf(published as object)).toEqual([]);
});
