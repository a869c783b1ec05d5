import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { en, Faker } from '@faker-js/faker';
import express from 'express';
import Router from 'router';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';

describe('zod', () => {
  test.each([
    ['a letter', 'x'],
    ['a letter outside of the basic plane', '😀'],
    ['a letter with an accent of its own', 'e\u0301'],
  ])('max() counts the code points of %s', (_name, letter) => {
    const length = [...letter].length;
    const schema = z.string().max(10 * length);

    expect(schema.safeParse(letter.repeat(10)).success).toBe(true);
    expect(schema.safeParse(letter.repeat(11)).success).toBe(false);
  });

  test('drops unknown keys of a plain object, and refuses those of a strict one', () => {
    const value = { a: 1, b: 2 };

    expect(z.object({ a: z.int() }).parse(value)).toEqual({ a: 1 });
    expect(z.strictObject({ a: z.int() }).safeParse(value).error?.issues[0]?.code).toBe(
      'unrecognized_keys',
    );
  });

  test('multipleOf() is not misled by binary fractions', () => {
    const step = z.number().multipleOf(0.05);

    expect([0.15, 0.3, 1.15].map((value) => step.safeParse(value).success)).toEqual([
      true,
      true,
      true,
    ]);
    expect(step.safeParse(0.16).success).toBe(false);
  });

  test('prefault() is parsed like a value of the caller', () => {
    const params = z.object({ duration: z.string().default('5') }).prefault({});

    expect(z.object({ params }).parse({})).toEqual({ params: { duration: '5' } });
  });
});

describe('JSON Schema of zod', () => {
  test('an input is open where the object is plain, and closed where it is strict', () => {
    const input = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' });

    expect(input(z.object({}))).not.toHaveProperty('additionalProperties');
    expect(input(z.strictObject({}))).toHaveProperty('additionalProperties', false);
  });

  test('the keys of meta() are written beside those of the type', () => {
    const schema = z.string().meta({ description: 'A word', 'x-rivya-source': 'documented' });

    expect(z.toJSONSchema(schema)).toMatchObject({
      type: 'string',
      description: 'A word',
      'x-rivya-source': 'documented',
    });
  });

  test('a named schema becomes a definition and a reference to it', () => {
    const Word = z.string().meta({ id: 'EnvironmentWord' });

    expect(z.toJSONSchema(z.object({ word: Word }))).toMatchObject({
      properties: { word: { $ref: '#/$defs/EnvironmentWord' } },
      $defs: { EnvironmentWord: { type: 'string' } },
    });
  });
});

describe('router', () => {
  test('is the Router of Express', () => {
    expect(express.Router).toBe(Router);
  });

  test('use() shortens url and keeps originalUrl', async () => {
    const router = Router();
    router.use('/api', (req, res) => {
      const { url, originalUrl } = req as typeof req & { originalUrl: string };
      res.end(JSON.stringify({ url, originalUrl }));
    });
    const origin = await listen((req, res) => router(req, res, () => res.end('unrouted')));

    const response = await fetch(`${origin}/api/v1/models?a=b`);

    expect(await response.json()).toEqual({
      url: '/v1/models?a=b',
      originalUrl: '/api/v1/models?a=b',
    });
  });

  test('decodes params, and hands a path that cannot be decoded to the error handler', async () => {
    const router = Router();
    router.get('/files/:fileId', (req, res) => {
      res.end(req.params['fileId']);
    });
    router.use((_error: unknown, _req: unknown, res: { end(text: string): void }, _next: unknown) =>
      res.end('bad path'),
    );
    const origin = await listen((req, res) => router(req, res, () => res.end('unrouted')));

    const bodies = ['a%20b', '%E0%A4%A'].map(async (id) =>
      (await fetch(`${origin}/files/${id}`)).text(),
    );

    expect(await Promise.all(bodies)).toEqual(['a b', 'bad path']);
  });

  test('tells strict paths and cases apart', async () => {
    const router = Router({ strict: true, caseSensitive: true });
    router.get('/models', (_req, res) => void res.end('routed'));
    const origin = await listen((req, res) => router(req, res, () => res.end('unrouted')));

    const bodies = ['/models', '/models/', '/Models'].map(async (path) =>
      (await fetch(origin + path)).text(),
    );

    expect(await Promise.all(bodies)).toEqual(['routed', 'unrouted', 'unrouted']);
  });
});

test('fakers with the same seed and day say the same', () => {
  const words = [1, 2].map(() => {
    const faker = new Faker({ locale: en, seed: 7 });
    faker.setDefaultRefDate('2026-05-11T00:00:00.000Z');
    return [faker.lorem.sentence(), faker.person.fullName(), faker.date.recent().toISOString()];
  });

  expect(words[1]).toEqual(words[0]);
});

describe('node', () => {
  test('http answers HEAD without a body, and keeps the length', async () => {
    const origin = await listen((_req, res) => {
      res.writeHead(200, { 'Content-Length': 5 }).end('hello');
    });

    const sent = request(origin, { method: 'HEAD' }).end();
    const [response] = await once(sent, 'response');
    const chunks = await response.toArray();

    expect(response.headers['content-length']).toBe('5');
    expect(chunks).toEqual([]);
  });

  test('http joins headers that are repeated', async () => {
    const origin = await listen((req, res) => {
      res.end(req.headers['x-a']);
    });

    const sent = request(origin, { headers: { 'X-A': ['1', '2'] } }).end();
    const [response] = await once(sent, 'response');

    expect(Buffer.concat(await response.toArray()).toString()).toBe('1, 2');
  });

  test('JSON.parse() keeps __proto__ as a key like others', () => {
    const value = JSON.parse('{"__proto__":{"isAdmin":true}}');

    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.isAdmin).toBeUndefined();
  });

  test('isUtf8() knows valid text from broken', () => {
    expect(isUtf8(Buffer.from('é'))).toBe(true);
    expect(isUtf8(Buffer.from([0xc3]))).toBe(false);
  });

  test('setImmediate() runs after all promises, also those that promises bring', async () => {
    const steps: string[] = [];
    const chain = (left: number): Promise<unknown> =>
      Promise.resolve().then(() => (left === 0 ? steps.push('promises') : chain(left - 1)));

    const immediate = new Promise<void>((resolve) =>
      setImmediate(() => {
        steps.push('immediate');
        resolve();
      }),
    );
    await Promise.all([chain(100), immediate]);

    expect(steps).toEqual(['promises', 'immediate']);
  });
});

async function listen(listener: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
