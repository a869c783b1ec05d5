import * as z from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';
import type { Scope } from './scopes.ts';
import { OWN, type Source } from './source.ts';
import type { Switches } from './switches.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A JSON body: `pick` finds the schema for one value, `document` shows all that are possible. */
export interface JsonBody<T = unknown> {
  readonly kind: 'json';
  readonly document: (switches?: Switches) => z.ZodType;
  readonly pick: (value: unknown, switches: Switches) => z.ZodType<T>;
  /** Fields that are refused in any case, with the reason. */
  readonly refused?: { readonly [field: string]: string };
  readonly optional?: boolean;
  /** The most bytes that it may have, where that is not the limit of the imitated API. */
  readonly maxBytes?: number;
}

/** A multipart body: one file part and text fields. */
export interface MultipartBody<T = unknown> {
  readonly kind: 'multipart';
  readonly filePart: string;
  readonly fields: z.ZodType<T> & { readonly shape: object };
  /** The most bytes that the file may have, given the fields that are known so far. */
  readonly maxBytes: (known: { readonly [field: string]: string }) => number;
}

/** The file of a multipart body, and what its part says of it. */
export interface FilePart {
  readonly name: string;
  readonly declaredType: string;
  readonly bytes: Uint8Array;
}

/** A JSON reply; `under` gives the schema where switches change it. */
export interface JsonReply<T = unknown> {
  readonly kind: 'json';
  /** `created` is decided by the assumption `http.createStatus`. */
  readonly status: 200 | 'created';
  readonly schema: z.ZodType<T>;
  readonly under?: (switches: Switches) => z.ZodType<T>;
  /** Whether who asks for text gets the member `text` alone. */
  readonly text?: true;
}

/** The schemas of a stream's events, by the name of the event. */
export interface EventSchemas {
  readonly [name: string]: z.ZodType;
}

/** A stream of server-sent events, each with the schema of its data. */
export interface StreamReply<Events extends EventSchemas = EventSchemas> {
  readonly kind: 'stream';
  readonly status: 200;
  readonly events: Events;
  /** The event that carries a piece; a stream is whole once another one has come. */
  readonly piece: keyof Events;
}

/** One event of a stream. */
export type EventOf<Events extends EventSchemas> = {
  [Name in keyof Events]: { readonly event: Name; readonly data: z.output<Events[Name]> };
}[keyof Events];

export interface EndpointSpec {
  readonly method: Method;
  /** Path with `{name}` for parameters, as OpenAPI writes it. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Scopes that the key needs; `null` for operations without a key. */
  readonly scopes: readonly Scope[] | null;
  /** Where the scopes are said, if not on the page of the operation. */
  readonly scopesSource?: Source;
  /** Whether the operation honours `Idempotency-Key`. */
  readonly idempotent?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: JsonBody | MultipartBody;
  readonly reply: JsonReply | StreamReply;
  /** Codes of its own; those that follow from key, body and idempotency are added. */
  readonly errors: readonly ErrorCode[];
  readonly source: Source;
  /** Where the status of a success is said, if not on the page of the operation. */
  readonly statusSource?: Source;
  readonly example: {
    readonly params?: { readonly [name: string]: string };
    readonly body?: unknown;
    readonly reply: unknown;
  };
}

/** An operation of the API: everything that both sides agree on. */
export type Endpoint<Spec extends EndpointSpec = EndpointSpec> = Omit<Spec, 'errors'> & {
  readonly errors: readonly ErrorCode[];
};

/** What an operation is given, after parsing. */
export interface RequestOf<E> {
  readonly params: E extends { params: infer P extends z.ZodType } ? z.output<P> : undefined;
  readonly query: E extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined;
  readonly body: E extends { body: JsonBody<infer T> }
    ? T
    : E extends { body: MultipartBody<infer T> }
      ? T & { readonly file: FilePart }
      : undefined;
}

/** What an operation returns, before it is checked and sent. */
export type ReplyOf<E> = E extends { reply: JsonReply<infer T> }
  ? T
  : E extends { reply: StreamReply<infer Events> }
    ? AsyncIterable<EventOf<Events>>
    : never;

const KEY_ERRORS = [
  'api_key_missing',
  'api_key_invalid',
  'api_key_revoked',
  'api_key_expired',
  'api_scope_denied',
  'rate_limited',
] as const satisfies readonly ErrorCode[];

/** Completes the errors of an endpoint with those that its other parts imply. */
export function defineEndpoint<const Spec extends EndpointSpec>(spec: Spec): Endpoint<Spec> {
  const implied: ErrorCode[] = [
    ...(spec.scopes === null ? [] : (['public_api_disabled', ...KEY_ERRORS] as const)),
    ...(spec.method !== 'get' || spec.query ? (['validation_failed'] as const) : []),
    ...(spec.idempotent ? (['validation_failed', 'idempotency_conflict'] as const) : []),
    ...spec.errors,
    'internal_error',
  ];
  const errors = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => implied.includes(code));
  return { ...spec, errors };
}

type ControlSpec = Omit<EndpointSpec, 'scopes' | 'errors' | 'source'> & {
  readonly scopes?: null;
  readonly errors?: readonly ErrorCode[];
};

/** What every endpoint of the control plane has in common. */
export interface ControlExtras<Spec> {
  readonly scopes: Spec extends { scopes: null } ? null : readonly [];
  readonly source: Source;
  readonly errors: readonly ErrorCode[];
}

/** An endpoint of the fake's control plane: the key names the world, and scopes do not matter. */
export function defineControl<const Spec extends ControlSpec>(
  spec: Spec,
): Spec & ControlExtras<Spec> {
  const keyed = spec.scopes === undefined;
  const errors: ErrorCode[] = [
    ...(keyed
      ? (['api_key_missing', 'api_key_invalid', 'api_scope_denied', 'validation_failed'] as const)
      : []),
    ...(spec.errors ?? []),
    'internal_error',
  ];
  const extras: unknown = { scopes: keyed ? [] : null, source: OWN, errors: [...new Set(errors)] };
  const query = spec.reply.kind === 'json' && spec.reply.text ? FORMAT_QUERY : EMPTY_QUERY;
  return { ...(keyed ? { query } : {}), ...spec, ...(extras as ControlExtras<Spec>) };
}

/** A JSON body with one schema for all requests. */
export function jsonBody<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  more: { optional?: boolean } = {},
): JsonBody<z.output<z.ZodObject<Shape>>> {
  const strict = schema.strict() as unknown as z.ZodType<z.output<z.ZodObject<Shape>>>;
  return {
    kind: 'json',
    document: () => schema,
    pick: (_value, switches) => (switches['request.unknownFields'] === 'ignore' ? schema : strict),
    ...more,
  };
}

/** The query of an operation that takes none. */
export const EMPTY_QUERY = z.strictObject({});

/** The query of an operation whose reply can also be had as text. */
const FORMAT_QUERY = z.strictObject({
  format: z
    .enum(['json', 'text'])
    .optional()
    .describe('`text` gives the member `text` alone, as `Accept: text/plain` does.'),
});

/** What an operation takes that documents no body. */
export const EMPTY_BODY = jsonBody(z.object({}), { optional: true });

/** The HTTP status of a success. */
export function successStatus(endpoint: Endpoint, switches: Switches): number {
  const { status } = endpoint.reply;
  return status === 'created' ? Number(switches['http.createStatus']) : status;
}
