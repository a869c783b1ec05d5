import { writeFile } from 'node:fs/promises';
import { openApiDocument } from '../contracts/openapi.ts';

/** The options of the command `openapi`. */
export interface OpenApiOptions {
  readonly format: 'json' | 'yaml';
  readonly out?: string;
}

/** Prints the OpenAPI document, or writes it to a file. */
export async function openapi({ format, out }: OpenApiOptions): Promise<void> {
  const text = format === 'json' ? toJson() : await toYaml();
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

function toJson(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}

async function toYaml(): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(openApiDocument(), { aliasDuplicateObjects: false });
}
