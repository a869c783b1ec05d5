import { facetsOf, listedValues } from './facets.ts';
import { fieldsOf } from './fields.ts';
import { joinVariants } from './join-variants.ts';
import { below, canonical, isObject, type JsonObject, type Located } from './located.ts';
import { follow } from './references.ts';
import { alternativesOf, type Parts } from './schema-parts.ts';
import type { Shape, Variant } from './shape.ts';
import { conditionsOf, prefixOf, subschemasOf } from './subschemas.ts';
import { typesOf } from './types-of-schema.ts';

/** A document whose schemas are read in their normal form, each once. */
export class ApiDocument {
  readonly root: Located;
  readonly #object: JsonObject;
  readonly #shapes = new Map<string, Shape>();

  constructor(document: JsonObject) {
    this.#object = document;
    this.root = { value: document, pointer: '' };
  }

  /** The thing itself, where a reference may stand. */
  follow(at: Located): Located {
    return follow(this.#object, at);
  }

  /** The normal form of some schemas that hold together. */
  shape(parts: Parts, pointer = parts[0]?.pointer ?? ''): Shape {
    const key = parts.map((part) => part.pointer).join(' ');
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const made = this.#make(key, parts, pointer);
    this.#shapes.set(key, made);
    return made;
  }

  #make(key: string, parts: Parts, pointer: string): Shape {
    const alternatives = alternativesOf(this.#object, parts);
    const types = alternatives.map(typesOf);
    const shared = alternatives.reduce<Parts>(
      (common, next) => common.filter((part) => next.some((one) => one.pointer === part.pointer)),
      alternatives[0] ?? [],
    );
    const isAny = types.some((one) => one === undefined);
    return {
      key,
      pointer,
      isNullable: types.some((one) => one?.has('null')) || isNullable(shared),
      variants: isAny
        ? undefined
        : joinVariants(alternatives.flatMap((one) => this.#variants(one, shared))),
      schemas: conditionsOf(shared),
      ...annotations(shared),
    };
  }

  #variants(parts: Parts, shared: Parts): Variant[] {
    return [...(typesOf(parts) ?? [])].flatMap((type) => {
      return type === 'null' ? [] : [this.#variant(parts, type, shared)];
    });
  }

  #variant(parts: Parts, declared: Variant['type'], shared: Parts): Variant {
    const type = declared === 'number' && areWhole(parts) ? 'integer' : declared;
    const items = parts
      .map((part) => below(part, 'items'))
      .filter(({ value }) => limitsItems(value));
    const own = parts.filter((part) => !shared.some(({ pointer }) => pointer === part.pointer));
    const texts = (at: Located) => this.#texts(at);
    return {
      type,
      pointer: mainPart(parts)?.pointer ?? '',
      facets: facetsOf(parts, type),
      values: listedValues(parts, declared),
      ...(type === 'object' ? fieldsOf(parts, texts) : { fields: new Map(), others: 'free' }),
      prefix: type === 'array' ? prefixOf(parts) : [],
      items: type === 'array' && items.length > 0 ? items : undefined,
      schemas: new Map([...subschemasOf(parts, type), ...conditionsOf(own)]),
    };
  }

  /** The texts that a schema lists, as the keys of a map may be. */
  #texts(at: Located): string[] {
    const values = this.shape([at]).variants?.flatMap((one) => [...(one.values ?? [])]) ?? [];
    return values.map((json) => String(JSON.parse(json)));
  }
}

/** A list whose items may be anything says nothing of them. */
function limitsItems(value: unknown): boolean {
  return isObject(value) || value === false;
}

function isNullable(parts: Parts): boolean {
  return parts.some(({ value }) => isObject(value) && value['nullable'] === true);
}

/** Multiples of a whole number are whole. */
function areWhole(parts: Parts): boolean {
  return parts.some(({ value }) => {
    const step = isObject(value) ? value['multipleOf'] : undefined;
    return Number.isInteger(step) && Number(step) > 0;
  });
}

/** The part that says most of what there is to say, for pointers that lead somewhere. */
function mainPart(parts: Parts): Located | undefined {
  const telling = parts.filter(({ value }) => isObject(value) && hasContent(value));
  return telling[0] ?? parts[0];
}

function hasContent(schema: JsonObject): boolean {
  return ['type', 'properties', 'enum', 'const', 'items'].some((key) => schema[key] !== undefined);
}

function annotations(parts: Parts) {
  const find = (key: string) => {
    return parts.map((part) => below(part, key)).find(({ value }) => value !== undefined);
  };
  const byDefault = find('default');
  return {
    default: byDefault && { json: canonical(byDefault.value), pointer: byDefault.pointer },
    description: find('description'),
    isDeprecated: find('deprecated')?.value === true,
    isReadOnly: find('readOnly')?.value === true,
    isWriteOnly: find('writeOnly')?.value === true,
  };
}
