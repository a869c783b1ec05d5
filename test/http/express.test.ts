import express from 'express';
import request from 'supertest';
import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { IMAGE } from '../support/examples.ts';
import { test } from '../support/fake.ts';

/** The app of a customer, with the fake among its own routes. */
function appWith(fake: Fake) {
  return express()
    .get('/hello', (_req, res) => void res.send('Hello'))
    .use(fake.router)
    .get('/bye', (_req, res) => void res.send('Bye'))
    .use((req, res) => void res.status(404).send(`The app has no ${req.path}`));
}

const bearer = (fake: Fake) => ({ Authorization: `Bearer ${fake.apiKey}` });

describe('The fake in an Express app', () => {
  test('answers its own paths', async ({ fake, expect }) => {
    const created = await request(appWith(fake))
      .post('/api/v1/generations')
      .set(bearer(fake))
      .send(IMAGE);

    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({ status: 'queued', model: 'z-image' });
    expect(fake.ledger.reserved).toBe(1);
  });

  test('is the same fake as on its own address', async ({ fake, call, expect }) => {
    const created = await call.post('/api/v1/generations', IMAGE);

    const shown = await request(appWith(fake))
      .get(`/api/v1/generations/${created.body.id}`)
      .set(bearer(fake));

    expect(shown.body).toEqual(created.body);
  });

  test('brings its control plane along', async ({ fake, expect }) => {
    const moved = await request(appWith(fake))
      .post('/__rivya/clock/advance')
      .set(bearer(fake))
      .send({ ms: 5 });

    expect(moved.body.now).toBe('2026-05-11T00:00:00.005Z');
  });

  test.for([
    { what: 'before it', path: '/hello', status: 200, text: 'Hello' },
    { what: 'after it', path: '/bye', status: 200, text: 'Bye' },
    { what: 'that nobody knows', path: '/nothing', status: 404, text: 'The app has no /nothing' },
    { what: 'of another version', path: '/api/v2', status: 404, text: 'The app has no /api/v2' },
    { what: 'with its prefix', path: '/api/v10', status: 404, text: 'The app has no /api/v10' },
  ])('leaves routes alone $what', async ({ path, status, text }, { fake, expect }) => {
    const reply = await request(appWith(fake)).get(path);

    expect(reply.status).toBe(status);
    expect(reply.text).toBe(text);
  });

  test.for([
    { path: '/api/v1/nothing', status: 404, code: 'not_found' },
    { path: '/__rivya/nothing', status: 404, code: 'not_found' },
    { path: '/api/v1/generations/%zz', status: 400, code: 'validation_failed' },
  ])('answers $path by itself', async ({ path, status, code }, { fake, expect }) => {
    const reply = await request(appWith(fake)).get(path).set(bearer(fake));

    expect(reply.status).toBe(status);
    expect(reply.body.error).toMatchObject({
      code,
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test('answers behind a body parser of the app', async ({ fake, expect }) => {
    const app = express().use(express.json()).use(fake.router);

    const created = await request(app)
      .post('/api/v1/generations')
      .set(bearer(fake))
      .timeout(10_000)
      .send(IMAGE);

    expect(created.status).toBe(200);
  });
});
