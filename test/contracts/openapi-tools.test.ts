import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/contracts/openapi.ts';
import { controlDocument } from '../../src/contracts/openapi-control.ts';
import { documentText } from '../../src/contracts/openapi-document.ts';

/** What Redocly's recommended rules say; a sample that breaks its own schema is an error. */
async function lint(document: object): Promise<string[]> {
  const rules = { 'no-invalid-media-type-examples': 'error' } as const;
  const config = await createConfig({ extends: ['recommended'], rules });
  const problems = await lintFromString({ source: documentText(document), config });
  return problems.map(({ severity, ruleId, location }) => {
    return `${severity} ${ruleId} ${location[0]?.pointer}`;
  });
}

/** What TypeScript says of a file that stands alone. */
function compile(code: string): string[] {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const readFromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name === 'generated.ts'
      ? ts.createSourceFile(name, code, version)
      : readFromDisk(name, version);
  const program = ts.createProgram(['generated.ts'], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const equal = `
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
  ? true
  : false;
type Schemas = components['schemas'];
`;

test('Redocly finds no error in the API', { timeout: 60_000 }, async () => {
  const problems = await lint(openApiDocument());

  // The public operations have no refusal to declare, and Redocly does not read x-rivya-events.
  expect(problems).toEqual([
    'warn operation-4xx-response #/paths/~1api~1v1~1models/get/responses',
    'warn operation-4xx-response #/paths/~1api~1v1~1openapi.json/get/responses',
    'warn no-unused-components #/components/schemas/ChatCompletionDelta',
  ]);
});

test('Redocly finds no error in the control plane', { timeout: 60_000 }, async () => {
  const problems = await lint(controlDocument());

  expect(problems).toEqual(['warn operation-4xx-response #/paths/~1__rivya~1health/get/responses']);
});

test('a second generator makes types of the API that fit the contract', {
  timeout: 60_000,
}, async () => {
  const nodes = await openapiTS(JSON.parse(documentText(openApiDocument())) as OpenAPI3);
  const code = `${astToString(nodes)}${equal}
    export const credits: Equal<Schemas['Generation']['reserved_credits'], number> = true;
    export const mode: Equal<Schemas['Kling30Params']['mode'], 'std' | 'pro'> = true;
    export const model: Equal<Schemas['CreateKling30Generation']['model'], 'kling-3-0'> = true;
    export const file: Schemas['UploadFields']['file'] = '';
    export const error: Equal<Schemas['ErrorEnvelope']['error']['code'], string> = true;
    export type Start = operations['createGeneration']['requestBody']['content'];
  `;

  expect(compile(code)).toEqual([]);
});

test('a second generator makes types of the control plane', { timeout: 60_000 }, async () => {
  const nodes = await openapiTS(JSON.parse(documentText(controlDocument())) as OpenAPI3);
  const code = `${astToString(nodes)}${equal}
    export const time: Equal<Schemas['AdvanceClock']['ms'], number> = true;
  `;

  expect(compile(code)).toEqual([]);
});
