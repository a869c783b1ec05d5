import { describe } from 'vitest';
import { IMAGE, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';

describe('POST /__rivya/keys', () => {
  test('makes a key that can do everything', async ({ call, expect }) => {
    const { status, body } = await call.post('/__rivya/keys', {});

    expect(status).toBe(200);
    expect(body).toMatchObject({ account: 'main', state: 'active' });
    expect(body.key).toMatch(/^rvya_sk_test_default\.k-[a-z0-9]{20}$/);
    expect(body.scopes).toHaveLength(9);
    const used = await call.post('/api/v1/generations', IMAGE, { key: body.key });
    expect(used.status).toBe(200);
  });

  test('makes a key with some scopes', async ({ call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { scopes: ['credits:read'] });

    const allowed = await call.get('/api/v1/credits', { key: body.key });
    const denied = await call.post('/api/v1/generations', IMAGE, { key: body.key });

    expect(body.scopes).toEqual(['credits:read']);
    expect(allowed.status).toBe(200);
    expect(denied.body.error.code).toBe('api_scope_denied');
  });

  test.for([
    { state: 'revoked', code: 'api_key_revoked' },
    { state: 'expired', code: 'api_key_expired' },
  ])('makes a key that is $state', async ({ state, code }, { call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { state });

    const refused = await call.get('/api/v1/credits', { key: body.key });

    expect(body.state).toBe(state);
    expect(refused.body.error.code).toBe(code);
  });

  test('makes a key of an account of its own', async ({ fake, call, expect }) => {
    const { body } = await call.post('/__rivya/keys', { account: 'tenant-2' });

    await call.post('/api/v1/generations', VIDEO, { key: body.key });

    expect(fake.account('tenant-2').ledger.reserved).toBe(90);
    expect(fake.ledger.reserved).toBe(0);
  });

  test.for([
    { what: 'a scope that does not exist', body: { scopes: ['everything'] }, field: 'scopes[0]' },
    { what: 'a state that does not exist', body: { state: 'lost' }, field: 'state' },
    { what: 'an account that is no name', body: { account: 'Tenant 2' }, field: 'account' },
  ])('refuses $what', async ({ body, field }, { call, expect }) => {
    const reply = await call.post('/__rivya/keys', body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe('validation_failed');
    expect(reply.body.error.message).toContain(`${field} must be `);
  });
});

test('a key without further wishes needs no body', async ({ call, expect }) => {
  const made = await call.send('POST', '/__rivya/keys');

  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({ account: 'main', state: 'active' });
});
