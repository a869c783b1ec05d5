import type { Facets } from './facets.ts';
import type { Located } from './located.ts';
import type { Parts } from './schema-parts.ts';
import type { Subschemas } from './subschemas.ts';
import type { TypeName } from './types-of-schema.ts';

/** One field of an object. */
export interface Field {
  readonly parts: Parts;
  readonly isRequired: boolean;
  /** Where it stands, or would stand. */
  readonly pointer: string;
}

/** Everything of one type that a schema allows. A schema may allow several variants of a type. */
export interface Variant {
  readonly type: Exclude<TypeName, 'null'>;
  readonly pointer: string;
  readonly facets: Facets;
  /** The only values, as JSON; `undefined` for any. */
  readonly values?: ReadonlySet<string> | undefined;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields without a name: refused, free, or of a schema. */
  readonly others: 'refused' | 'free' | Parts;
  /** The first items of a list, each of its own schema. */
  readonly prefix: readonly Parts[];
  /** The items of a list behind these; `undefined` for any. */
  readonly items?: Parts | undefined;
  /** What other keywords hold. */
  readonly schemas: Subschemas;
}

/** A schema in its normal form: equal for schemas that differ in style only. */
export interface Shape {
  /** Equal for the same schemas of a document. */
  readonly key: string;
  readonly pointer: string;
  readonly isNullable: boolean;
  /** `undefined` where any value is allowed. */
  readonly variants?: readonly Variant[] | undefined;
  /** As JSON. */
  readonly default?: { readonly json: string; readonly pointer: string } | undefined;
  readonly description?: Located | undefined;
  readonly isDeprecated: boolean;
  readonly isReadOnly: boolean;
  readonly isWriteOnly: boolean;
  /** What holds for values of any type. */
  readonly schemas: Subschemas;
}
