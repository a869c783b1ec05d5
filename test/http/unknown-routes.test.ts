import { describe } from 'vitest';
import { test } from '../support/fake.ts';

describe('What does not exist is not_found', () => {
  test.for([
    { what: 'a path', method: 'GET', path: '/api/v1/nothing' },
    { what: 'the root of the API', method: 'GET', path: '/api/v1' },
    { what: 'the root of the server', method: 'GET', path: '/' },
    { what: 'another version', method: 'GET', path: '/api/v2/credits' },
    { what: 'a path of the control plane', method: 'GET', path: '/__rivya/nothing' },
    { what: 'a trailing slash', method: 'GET', path: '/api/v1/credits/' },
    { what: 'upper case', method: 'GET', path: '/api/v1/Credits' },
    { what: 'a doubled slash', method: 'GET', path: '//api/v1/credits' },
    { what: 'the list of generations', method: 'GET', path: '/api/v1/generations' },
    { what: 'the end of a generation', method: 'DELETE', path: '/api/v1/generations/task_1' },
    { what: 'a new model', method: 'POST', path: '/api/v1/models' },
    { what: 'a change of credits', method: 'PUT', path: '/api/v1/credits' },
    { what: 'a preflight', method: 'OPTIONS', path: '/api/v1/generations' },
    { what: 'a method of one operation on another', method: 'PATCH', path: '/api/v1/models' },
  ])('for $what: $method $path', async ({ method, path }, { call, expect }) => {
    const { status, body } = await call.send(method, path);

    expect(status).toBe(404);
    expect(body).toEqual({
      error: {
        code: 'not_found',
        message: expect.stringContaining(`Cannot ${method} ${path}: `),
        requestId: expect.stringMatching(/^req_[a-z0-9]{24}$/),
      },
    });
  });

  test.for([
    ['GET', '/api/v1/nothing', 'the API is below /api/v1, the control plane below /__rivya'],
    ['GET', '/api/v1/generations', 'there is POST /api/v1/generations'],
    ['GET', '/api/v1/Credits/', 'there is GET /api/v1/credits'],
    ['DELETE', '/api/v1/generations/task_1', 'there is GET /api/v1/generations/{taskId}'],
    ['DELETE', '/__rivya/credits', 'there is GET /__rivya/credits and PUT /__rivya/credits'],
  ] as const)('and %s %s is told: %s', async ([method, path, hint], { call, expect }) => {
    const { body } = await call.send(method, path);

    expect(body.error.message).toBe(`Cannot ${method} ${path}: ${hint}`);
  });

  test('whether or not there is a key', async ({ call, expect }) => {
    const { status, body } = await call.get('/api/v1/nothing', { key: null });

    expect(status).toBe(404);
    expect(body.error.code).toBe('not_found');
  });

  test('without repeating a query or a long path', async ({ call, expect }) => {
    const path = `/api/v1/${'a'.repeat(200)}`;

    const { body } = await call.get(`${path}?secret=1`);

    expect(body.error.message).toBe(
      `Cannot GET ${path.slice(0, 80)}: the API is below /api/v1, the control plane below /__rivya`,
    );
  });
});

describe('Other origins', () => {
  test('are not answered: a preflight gets no permission', async ({ call, expect }) => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };

    const { headers: received } = await call.send('OPTIONS', '/api/v1/credits', undefined, {
      headers,
    });

    expect(received.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('HEAD', () => {
  test('has the headers of GET and no body', async ({ call, expect }) => {
    const got = await call.get('/api/v1/credits');

    const { status, headers, body } = await call.send('HEAD', '/api/v1/credits');

    expect(status).toBe(200);
    expect(headers.get('Content-Length')).toBe(got.headers.get('Content-Length'));
    expect(body).toBeUndefined();
  });

  test('of an unknown path has no body either', async ({ call, expect }) => {
    const { status, body } = await call.send('HEAD', '/api/v1/nothing');

    expect(status).toBe(404);
    expect(body).toBeUndefined();
  });
});

describe('A path that cannot be decoded', () => {
  test.for(['%zz', '%', '%c3%28', '%ff'])(
    'is validation_failed: %s',
    async (id, { call, expect }) => {
      const { status, body } = await call.get(`/api/v1/generations/${id}`);

      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 'validation_failed',
        message: 'the path must be valid percent-encoded UTF-8',
      });
    },
  );
});

describe('A path that can be decoded', () => {
  test.for(['task_%2Fcredits', '%00', '__proto__', '%F0%9F%8D%8B'])(
    'is an id like any other: %s',
    async (id, { call, expect }) => {
      const { status, body } = await call.get(`/api/v1/generations/${id}`);

      expect(status).toBe(404);
      expect(body.error.message).toBe(
        'Cannot find the generation: the account has none with this id',
      );
    },
  );

  test('may have a query, which is ignored', async ({ call, expect }) => {
    const { status } = await call.get('/api/v1/credits?verbose=%zz');

    expect(status).toBe(200);
  });
});
