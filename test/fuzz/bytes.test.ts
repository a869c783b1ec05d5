import { connect } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { startFake } from '../../src/index.ts';

/** How many connections a run opens; CI sets 20,000. */
const WANTED = Number(process.env['RIVYA_FUZZ_CONNECTIONS'] || 2_000);
const SEED = Number(process.env['RIVYA_FUZZ_SEED'] || 20_260_511);
const AT_ONCE = 16;
/** The fake ends what it refuses within its own limits, which are far below this. */
const PATIENCE_MS = 10_000;

const KEY = 'Authorization: Bearer rvya_sk_test_bytes\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const BODY = '{"model":"z-image","prompt":"A boat"}';

/** Requests that readers disagree about, and that smuggle or stall where one is careless. */
const CRAFTED = [
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/credits HTTP/1.1\r\nHost: x\r\n\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Content-Length: 5\r\nContent-Length: 50\r\n\r\n${BODY}`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Content-Length: -1\r\n\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Content-Length: 99999999999999999999\r\n\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n5;ext=${'x'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
  `GET /api/v1/credits HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
  `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET /api/v1/credits HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n`,
  `GET /api/v1/credits HTTP/1.1\r\nHost : x\r\n\r\n`,
  'GET /api/v1/credits HTTP/1.1\r\n\r\n',
  `GET /api/v1/credits HTTP/2.0\r\nHost: x\r\n\r\n`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT rivya.ai:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET http://rivya.ai/api/v1/models HTTP/1.1\r\nHost: rivya.ai\r\n\r\n',
  'GET //evil/../api/v1/models HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  `GET /api/v1/credits HTTP/1.1\r\nHost: x\r\n${KEY}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
  `POST /api/v1/generations HTTP/1.1\r\nHost: x\r\n${KEY}${JSON_TYPE}Expect: 200-maybe\r\nContent-Length: 3\r\n\r\nabc`,
  ...[
    '../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    'default/..',
    'bytes/task_x/%00',
    'bytes//0.png',
    '%2e%2e/%2e%2e',
    'bytes/__proto__/0.png',
    `bytes/task_x/${'a/'.repeat(500)}`,
  ].map((path) => `GET /media/${path} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-,5-2,-0\r\n\r\n`),
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\0'.repeat(100),
];

interface Story {
  readonly pieces: readonly Buffer[];
  readonly end: 'half-close' | 'destroy';
}

/** A crafted request with a few bytes changed, cut into pieces. */
const story: fc.Arbitrary<Story> = fc
  .record({
    text: fc.constantFrom(...CRAFTED),
    flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
    cuts: fc.array(fc.nat(), { maxLength: 4 }),
    end: fc.constantFrom('half-close' as const, 'half-close' as const, 'destroy' as const),
  })
  .map(({ text, flips, cuts, end }) => {
    const bytes = Buffer.from(text, 'latin1');
    for (const [place, value] of flips) bytes[place % bytes.length] = value;
    const places = [
      0,
      ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b),
      bytes.length,
    ];
    return { pieces: places.slice(1).map((to, index) => bytes.subarray(places[index], to)), end };
  });

/** Plays a story and resolves with what came back once the connection is closed. */
function play(port: number, { pieces, end }: Story): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`Still open after ${PATIENCE_MS} ms: ${received.slice(0, 200)}`));
    }, PATIENCE_MS);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      received += piece;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve(received);
    });
    for (const piece of pieces) socket.write(piece);
    if (end === 'half-close') socket.end();
    else socket.write('', () => socket.destroy());
  });
}

test(`${WANTED} connections that no client would open are answered or closed`, {
  timeout: 120_000 + WANTED * 20,
}, async () => {
  const fake = await startFake();
  const port = Number(new URL(fake.url).port);
  const next = fc.sample(story, { numRuns: WANTED, seed: SEED }).values();
  const flaws: string[] = [];
  const statuses = new Set<string>();
  const worker = async () => {
    for (const one of next) {
      const received = await play(port, one).catch((error: Error) => String(error));
      for (const [, status = ''] of received.matchAll(/HTTP\/1\.1 (\d+)/g)) statuses.add(status);
      if (!/^$|^HTTP\/1\.1 /.test(received) || /HTTP\/1\.1 5/.test(received)) {
        flaws.push(
          JSON.stringify({
            sent: Buffer.concat(one.pieces).toString('latin1').slice(0, 500),
            received: received.slice(0, 300),
          }),
        );
      }
    }
  };

  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  expect(flaws).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining(['400', '401', '404']));
  expect((await fetch(`${fake.url}/__rivya/health`)).status).toBe(200);
  await fake.close();
});
