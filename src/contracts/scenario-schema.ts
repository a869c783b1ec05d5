import * as z from 'zod';
import { Scenario } from './scenario.ts';

/** What editors hold a scenario file to, as a JSON Schema of the draft that most of them know. */
export function scenarioSchema(): object {
  const schema = z.toJSONSchema(Scenario, { io: 'input', target: 'draft-07', override });
  return { ...schema, title: 'Scenario of rivya-testkit' };
}

/** The notes of the OpenAPI document mean nothing to an editor. */
function override({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  for (const key of Object.keys(jsonSchema)) {
    if (key.startsWith('x-rivya-')) delete jsonSchema[key];
  }
}
