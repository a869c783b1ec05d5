import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { compiled } from '../../contracts/compiled.ts';
import {
  EMPTY_BODY,
  type Endpoint,
  type FilePart,
  type JsonBody,
  type MultipartBody,
} from '../../contracts/endpoint.ts';
import { explain, show } from '../../contracts/explain.ts';
import type { Switches } from '../../contracts/switches.ts';
import { ApiError } from '../domain/api-error.ts';
import type { Host } from './host.ts';
import { parseQuery } from './parse-query.ts';
import { hasBody, type Incoming, readJson } from './read-body.ts';

/** A request in the shape that its contract promises. */
export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** The body as it was received, for comparisons between requests. */
  readonly raw: unknown;
}

const MAX_BYTES = ASSUMPTIONS['http.maxJsonBytes'].value;
const MAX_DEPTH = 64;

/**
 * Holds a request to its contract.
 *
 * @throws {ApiError} `validation_failed` that names the field, the value and what was expected.
 */
export function parseRequest(
  endpoint: Endpoint,
  exchange: Incoming,
  host: Pick<Host, 'switches' | 'uploadTimeouts'>,
): ParsedRequest | Promise<ParsedRequest> {
  const { req } = exchange;
  const { params } = req;
  const query = parseQuery(endpoint, req);
  const { body } = endpoint;
  const { switches } = host;
  if (body === undefined) return parseNothing(endpoint, exchange, { params, query }, switches);
  if (body.kind === 'multipart') {
    return parseUpload(body, exchange, host).then((parsed) => ({
      params,
      query,
      body: parsed,
      raw: parsed,
    }));
  }
  if (body.optional && !hasBody(req))
    return { params, query, body: parseBody(body, {}, switches), raw: {} };
  return readJson(exchange, body.maxBytes ?? MAX_BYTES).then((raw) => ({
    params,
    query,
    body: parseBody(body, raw, switches),
    raw,
  }));
}

/** An operation without a body takes none, or an empty object, as some callers send one. */
function parseNothing(
  { method }: Endpoint,
  exchange: Incoming,
  known: Pick<ParsedRequest, 'params' | 'query'>,
  switches: Switches,
): ParsedRequest | Promise<ParsedRequest> {
  const { params, query } = known;
  const nothing = { params, query, body: undefined, raw: undefined };
  if (method === 'get' || !hasBody(exchange.req)) return nothing;
  return readJson(exchange, MAX_BYTES).then((raw) => {
    parseBody(EMPTY_BODY, raw, switches);
    return nothing;
  });
}

function parseBody(body: JsonBody, raw: unknown, switches: Switches): unknown {
  if (isDeeperThan(raw, MAX_DEPTH)) {
    throw new ApiError('validation_failed', `the body must be at most ${MAX_DEPTH} levels deep`);
  }
  for (const [field, reason] of Object.entries(body.refused ?? {})) {
    const value = Object(raw)[field];
    if (value === undefined) continue;
    throw new ApiError(
      'validation_failed',
      `${field} is not accepted: ${reason}: received ${show(value)}`,
    );
  }
  const result = compiled(body.pick(raw, switches)).safeParse(raw);
  if (result.success) return result.data;
  throw new ApiError('validation_failed', explain(result.error.issues, raw));
}

async function parseUpload(
  body: MultipartBody,
  exchange: Incoming,
  { switches, uploadTimeouts }: Pick<Host, 'switches' | 'uploadTimeouts'>,
): Promise<unknown> {
  const { readUpload } = await import('./upload.ts');
  const { fields, file } = await readUpload(exchange.req, body, uploadTimeouts);
  exchange.received = describeUpload(fields, file);
  const names = switches['request.unknownFields'] === 'ignore' ? body.fields.shape : fields;
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => name in names));
  const result = compiled(body.fields).safeParse(known);
  if (!result.success) {
    throw new ApiError('validation_failed', explain(result.error.issues, known));
  }
  return { ...Object(result.data), file };
}

/** An upload without its bytes, as JSON. */
function describeUpload(fields: Record<string, string>, file: FilePart): string {
  const { name, declaredType, bytes } = file;
  return JSON.stringify({
    ...fields,
    file: { name, type: declaredType, size_bytes: bytes.length },
  });
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}
