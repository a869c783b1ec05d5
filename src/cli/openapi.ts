import { writeFile } from 'node:fs/promises';
import { openApiDocument } from '../contracts/openapi.ts';
import { documentText } from '../contracts/openapi-document.ts';

/** The options of the command `openapi`. */
export interface OpenApiOptions {
  readonly format: 'json' | 'yaml';
  readonly out?: string;
}

/** Prints the OpenAPI document, or writes it to a file. */
export async function openapi({ format, out }: OpenApiOptions): Promise<void> {
  const document = openApiDocument();
  const text = format === 'json' ? documentText(document) : await toYaml(document);
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    await writeFile(out, text);
  } catch (error) {
    process.stderr.write(`error: Cannot write ${out}: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

/** A document as YAML that readers of YAML 1.1 and 1.2 understand alike. */
export async function toYaml(document: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(document, {
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
    // Readers of YAML 1.1 take a plain 9:16 for a number and a plain time for a date.
    compat: 'yaml-1.1',
    lineWidth: 0,
  });
}
