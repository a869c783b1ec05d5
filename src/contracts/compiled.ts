import * as z from 'zod';

const forms = new WeakMap<z.ZodType, z.ZodType>();

/** The fast form of a schema: it accepts, refuses and returns the same; made once. */
export function compiled<Schema extends z.ZodType>(schema: Schema): Schema {
  const known = forms.get(schema) ?? z.compile(schema);
  forms.set(schema, known);
  return known as Schema;
}
