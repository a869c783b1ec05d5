import { test } from '../support/fake.ts';
import { openRawConnection } from './raw-connection.ts';

test.for([
  { what: 'no HTTP at all', bytes: 'hello\r\n\r\n', message: 'must be valid HTTP' },
  {
    what: 'an unknown method',
    bytes: 'FETCH / HTTP/1.1\r\nHost: a\r\n\r\n',
    message: 'valid HTTP',
  },
  {
    what: 'headers beyond 16 KiB',
    bytes: `GET /api/v1/models HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
    message: 'the headers must be at most 16384 bytes long',
  },
  {
    what: 'two ways to end the body',
    bytes:
      'POST /api/v1/generations HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    message: 'must be valid HTTP',
  },
])('$what is refused in the documented envelope', async ({ bytes, message }, { fake, expect }) => {
  const connection = openRawConnection(fake.url);

  connection.write(bytes);
  const reply = await connection.closed;

  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(reply.split('\r\n\r\n')[1] ?? '')).toEqual({
    error: {
      code: 'validation_failed',
      message: expect.stringContaining(message),
      requestId: expect.stringMatching(/^req_/),
    },
  });
});

test('an expectation other than 100-continue is refused in the same envelope', async ({
  fake,
  expect,
}) => {
  const connection = openRawConnection(fake.url);

  connection.write('GET /api/v1/models HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n');

  expect(await connection.closed).toContain('the header Expect must be 100-continue');
});

test('CONNECT is refused in the same envelope', async ({ fake, expect }) => {
  const connection = openRawConnection(fake.url);

  connection.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');

  expect(await connection.closed).toMatch(/^HTTP\/1\.1 404 [\s\S]*"code":"not_found"/);
});
