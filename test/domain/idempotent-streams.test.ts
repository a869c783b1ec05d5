import { expect, test } from 'vitest';
import { Idempotency } from '../../src/server/domain/idempotency.ts';

const USE = { scope: 'main stream', key: 'k', body: { a: 1 } };

async function* parts(count: number) {
  for (let part = 1; part <= count; part++) yield part;
}

const keepAll = () => true;

async function read(stream: AsyncIterable<number>, count = Number.POSITIVE_INFINITY) {
  const seen: number[] = [];
  for await (const part of stream) {
    seen.push(part);
    if (seen.length === count) break;
  }
  return seen;
}

test('a replay brings the same parts without the work', async () => {
  const idempotency = new Idempotency(() => 0);
  let works = 0;
  const work = () => {
    works++;
    return parts(3);
  };
  await read(idempotency.stream(USE, work, keepAll).reply);

  const { reply, replayed } = idempotency.stream(USE, work, keepAll);

  expect(await read(reply)).toEqual([1, 2, 3]);
  expect({ replayed, works }).toEqual({ replayed: true, works: 1 });
});

test('the key is in use until the last part', async () => {
  const idempotency = new Idempotency(() => 0);
  const { reply } = idempotency.stream(USE, () => parts(2), keepAll);
  const iterator = reply[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();

  expect(() => idempotency.stream(USE, () => parts(2), keepAll)).toThrow('still running');

  await iterator.next();
  expect(idempotency.stream(USE, () => parts(2), keepAll).replayed).toBe(true);
});

test('a stream that was left is kept as far as it came, if it is kept at all', async () => {
  const idempotency = new Idempotency(() => 0);
  const other = { ...USE, key: 'other' };
  await read(idempotency.stream(USE, () => parts(3), keepAll).reply, 2);
  await read(
    idempotency.stream(
      other,
      () => parts(3),
      () => false,
    ).reply,
    2,
  );

  expect(await read(idempotency.stream(USE, () => parts(3), keepAll).reply)).toEqual([1, 2]);
  expect(idempotency.stream(other, () => parts(3), keepAll).replayed).toBe(false);
});

test('work that is refused is forgotten', () => {
  const idempotency = new Idempotency(() => 0);
  const refused = () => {
    throw new Error('No');
  };

  expect(() => idempotency.stream(USE, refused, keepAll)).toThrow('No');
  expect(idempotency.stream(USE, () => parts(1), keepAll).replayed).toBe(false);
});

test('another body is a conflict', async () => {
  const idempotency = new Idempotency(() => 0);
  await read(idempotency.stream(USE, () => parts(1), keepAll).reply);

  expect(() => idempotency.stream({ ...USE, body: {} }, () => parts(1), keepAll)).toThrow(
    'it belongs to a request with another body',
  );
});
