import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { API } from '../../src/contracts/api.ts';
import { CONTROL } from '../../src/contracts/control.ts';
import type { Endpoint } from '../../src/contracts/endpoint.ts';
import { nearly } from './hostile.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const MEDIA = new URL('../fixtures/media/', import.meta.url);
const files = readdirSync(MEDIA)
  .filter((name) => !name.endsWith('.md'))
  .map((name) => readFileSync(new URL(name, MEDIA)));

/** What stands in a path where an id belongs. */
const id = fc.oneof(
  fc.constantFrom(
    'task_unknown',
    'whend_x',
    '..',
    '%2e%2e%2f',
    '%00',
    '%ff',
    '%',
    'a%2fb',
    '__proto__',
    'x'.repeat(3_000),
  ),
  fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text) || '-'),
);

const query = fc.constantFrom(
  '',
  '',
  '',
  '?a=1',
  '?__proto__=1',
  '?%',
  '?limit=1e9&limit=2',
  '?a[b]=c',
);

/** A key of some world of this kind of operation, or something else. */
function authorization(kind: 'api' | 'control'): fc.Arbitrary<string | undefined> {
  const world = fc.nat(5).map((number) => `rvya_sk_test_${kind}-${number}`);
  const variant = fc.constantFrom(
    '',
    '',
    '',
    '',
    '.broke',
    '.other',
    '.readonly',
    '.revoked',
    '.expired',
    '.x',
  );
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(world, variant).map((parts) => `Bearer ${parts.join('')}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        undefined,
        'Bearer',
        'Bearer  ',
        'Basic eDp5',
        'Bearer rvya_sk_live_x',
        'Bearer __proto__',
        `Bearer ${'x'.repeat(5_000)}`,
      ),
    },
  );
}

const idempotencyKey = fc.option(
  fc.constantFrom('k1', 'k2', '__proto__', 'x'.repeat(255), 'x'.repeat(300), 'a b', '"'),
  { nil: undefined, freq: 2 },
);

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-16',
      'application/jsonx',
      '',
      'multipart/form-data',
    ),
  },
);

/** An upload whose parts and bytes are nearly right. */
const upload = fc
  .record({
    file: fc.constantFrom(...files),
    kind: fc.constantFrom('image', 'video', 'audio', 'audio', 'video', 'x', '__proto__'),
    model: fc.constantFrom(undefined, undefined, 'kling-3-0', 'happyhorse-1-0', '__proto__'),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1, freq: 3 }),
    flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
    part: fc.constantFrom('file', 'file', 'file', 'File', '', 'kind'),
    end: fc.constantFrom('--b--\r\n', '--b--\r\n', '--b--\r\n', '--b', ''),
  })
  .map(({ file, kind, model, cut, flips, part, end }) => {
    const bytes = Buffer.from(file.subarray(0, Math.ceil(file.length * cut)));
    for (const [place, value] of flips) if (bytes.length > 0) bytes[place % bytes.length] = value;
    const field = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    return Buffer.concat([
      Buffer.from(field('kind', kind) + (model === undefined ? '' : field('model', model))),
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${part}"; filename="a"\r\n\r\n`),
      bytes,
      Buffer.from(`\r\n${end}`),
    ]);
  });

function requestOf(
  operationId: string,
  endpoint: Endpoint,
  kind: 'api' | 'control',
): fc.Arbitrary<FuzzRequest> {
  const isUpload = endpoint.body?.kind === 'multipart';
  const text = endpoint.body === undefined ? nearly({}) : nearly(endpoint.example.body ?? {});
  const body: fc.Arbitrary<Buffer | undefined> = isUpload
    ? upload
    : endpoint.method === 'get'
      ? fc.constant(undefined)
      : text.map((one) => Buffer.from(one));
  const type = isUpload ? fc.constant('multipart/form-data; boundary=b') : contentType;
  return fc
    .record({ body, id, query, type, key: authorization(kind), again: idempotencyKey })
    .map(({ body, id, query, type, key, again }) => ({
      operationId,
      method: endpoint.method.toUpperCase(),
      path: endpoint.path.replace(/\{\w+\}/g, () => id) + query,
      headers: {
        ...(key === undefined ? {} : { Authorization: key }),
        ...(body === undefined ? {} : { 'Content-Type': type }),
        ...(again === undefined ? {} : { 'Idempotency-Key': again }),
      },
      body,
    }));
}

const API_REQUESTS = Object.entries(API).map(([name, endpoint]) =>
  requestOf(name, endpoint, 'api'),
);
const CONTROL_REQUESTS = Object.entries(CONTROL).map(([name, endpoint]) =>
  requestOf(name, endpoint as Endpoint, 'control'),
);

/** Requests for every operation of the API and of the control plane, right, nearly right and hostile. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...API_REQUESTS) },
  { weight: 1, arbitrary: fc.oneof(...CONTROL_REQUESTS) },
);
