import { describe } from 'vitest';
import document from '../../openapi/rivya-v1.json' with { type: 'json' };
import { test } from '../support/fake.ts';

describe('GET /api/v1/openapi.json', () => {
  test('serves the published document without a key', async ({ call, expect }) => {
    const { status, headers, body } = await call.get('/api/v1/openapi.json', { key: null });

    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(body).toEqual(document);
  });
});
