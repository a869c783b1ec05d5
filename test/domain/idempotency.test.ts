import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/server/domain/api-error.ts';
import { Idempotency } from '../../src/server/domain/idempotency.ts';

const DAY = 86_400_000;
const use = { scope: 'main createGeneration', key: 'order-1', body: { model: 'z-image' } };

/** An `Idempotency` whose time a test sets, and work that counts how often it is done. */
function scene() {
  const time = { nowMs: 0 };
  const idempotency = new Idempotency(() => time.nowMs);
  const work = () => `reply ${++counts.done}`;
  const counts = { done: 0 };
  return { time, idempotency, work, counts };
}

describe('a known key', () => {
  test('gets the first reply again, and the work is done once', async () => {
    const { idempotency, work, counts } = scene();

    const first = await idempotency.run(use, work);
    const second = await idempotency.run(use, work);

    expect(first).toEqual({ reply: 'reply 1', replayed: false });
    expect(second).toEqual({ reply: 'reply 1', replayed: true });
    expect(counts.done).toBe(1);
  });

  test('with another body is a conflict, and the first reply stays', async () => {
    const { idempotency, work, counts } = scene();
    await idempotency.run(use, work);

    const other = idempotency.run({ ...use, body: { model: 'sora-2' } }, work);

    await expect(other).rejects.toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringMatching(
        /^Cannot use the Idempotency-Key ".+" again: it belongs to a request with another body$/,
      ),
    });
    expect(counts.done).toBe(1);
    expect((await idempotency.run(use, work)).reply).toBe('reply 1');
  });

  test('is in conflict while its first request is still running', async () => {
    const { idempotency, work } = scene();
    let finish = (_reply: string) => {};
    const running = idempotency.run(use, () => new Promise<string>((done) => (finish = done)));

    const second = idempotency.run(use, work);

    await expect(second).rejects.toMatchObject({
      code: 'idempotency_conflict',
      message: expect.stringMatching(
        /^Cannot replay the request yet: the first one with the Idempotency-Key ".+" is still/,
      ),
    });
    finish('late reply');
    expect(await running).toEqual({ reply: 'late reply', replayed: false });
    expect(await idempotency.run(use, work)).toEqual({ reply: 'late reply', replayed: true });
  });

  test('remembers a reply that is undefined', async () => {
    const { idempotency, counts } = scene();
    const work = () => void counts.done++;

    await idempotency.run(use, work);
    const second = await idempotency.run(use, work);

    expect(second).toEqual({ reply: undefined, replayed: true });
    expect(counts.done).toBe(1);
  });

  test('a hundred requests at once do the work once', async () => {
    const { idempotency, counts } = scene();
    const work = async () => ++counts.done;

    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => idempotency.run(use, work)),
    );

    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason.code] : [],
    );
    expect(counts.done).toBe(1);
    expect(outcomes[0]).toEqual({ status: 'fulfilled', value: { reply: 1, replayed: false } });
    expect(refusals).toEqual(Array(99).fill('idempotency_conflict'));
  });
});

describe('the same request is', () => {
  const body = { model: 'z-image', params: { a: 1, b: [{ c: 'x', d: null }] } };

  test.each<[string, unknown]>([
    ['an equal body', structuredClone(body)],
    [
      'with keys in another order',
      { params: { b: [{ d: null, c: 'x' }], a: 1 }, model: 'z-image' },
    ],
  ])('%s', async (_name, same) => {
    const { idempotency, work } = scene();
    await idempotency.run({ ...use, body }, work);

    const outcome = await idempotency.run({ ...use, body: same }, work);

    expect(outcome.replayed).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ['another value inside', body, { ...body, params: { a: 2, b: body.params.b } }],
    ['one more field', body, { ...body, prompt: '' }],
    ['another order of items', { a: [1, 2] }, { a: [2, 1] }],
    ['a number as text', { a: 1 }, { a: '1' }],
    ['null for a text', { a: null }, { a: 'null' }],
    ['an empty list for an empty object', { a: [] }, { a: {} }],
    ['a list that looks like two', { a: ['x,y'] }, { a: ['x', 'y'] }],
    ['a key that looks like two', { 'a":1,"b': 2 }, { a: 1, b: 2 }],
    ['an own __proto__', JSON.parse('{"__proto__":{"a":1}}'), {}],
  ])('not %s', async (_name, first, second) => {
    const { idempotency, work } = scene();
    await idempotency.run({ ...use, body: first }, work);

    const outcome = idempotency.run({ ...use, body: second }, work);

    await expect(outcome).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });
});

describe('a key lives for 24 hours of world time', () => {
  test('just before its end it is replayed', async () => {
    const { idempotency, work, time } = scene();
    await idempotency.run(use, work);

    time.nowMs = DAY - 1;

    expect(await idempotency.run(use, work)).toEqual({ reply: 'reply 1', replayed: true });
  });

  test('at its end it is free, also for another body', async () => {
    const { idempotency, work, time } = scene();
    await idempotency.run(use, work);

    time.nowMs = DAY;
    const outcome = await idempotency.run({ ...use, body: { model: 'sora-2' } }, work);

    expect(outcome).toEqual({ reply: 'reply 2', replayed: false });
  });

  test('a replay does not make it live longer', async () => {
    const { idempotency, work, time } = scene();
    await idempotency.run(use, work);
    time.nowMs = DAY - 1;
    await idempotency.run(use, work);

    time.nowMs = DAY;

    expect((await idempotency.run(use, work)).replayed).toBe(false);
  });

  test('each key has its own end', async () => {
    const { idempotency, work, time } = scene();
    await idempotency.run(use, work);
    time.nowMs = 1;
    await idempotency.run({ ...use, key: 'order-2' }, work);

    time.nowMs = DAY;

    expect((await idempotency.run({ ...use, key: 'order-2' }, work)).replayed).toBe(true);
    expect((await idempotency.run(use, work)).replayed).toBe(false);
  });
});

describe('refusals are not remembered', () => {
  test.each<[string, () => never | Promise<never>]>([
    [
      'thrown',
      () => {
        throw new ApiError('insufficient_credits');
      },
    ],
    ['rejected', () => Promise.reject(new ApiError('insufficient_credits'))],
  ])('work that has %s can be done again, also with another body', async (_name, refuse) => {
    const { idempotency, work } = scene();

    const refused = idempotency.run(use, refuse);

    await expect(refused).rejects.toMatchObject({ code: 'insufficient_credits' });
    const outcome = await idempotency.run({ ...use, body: { model: 'sora-2' } }, work);
    expect(outcome).toEqual({ reply: 'reply 1', replayed: false });
  });

  test('a late refusal leaves alone who took the key after its end', async () => {
    const { idempotency, work, time } = scene();
    let refuse = (_error: Error) => {};
    const refused = idempotency.run(use, () => new Promise((_done, fail) => (refuse = fail)));
    time.nowMs = DAY;
    await idempotency.run(use, work);

    refuse(new ApiError('insufficient_credits'));

    await expect(refused).rejects.toMatchObject({ code: 'insufficient_credits' });
    expect(await idempotency.run(use, work)).toEqual({ reply: 'reply 1', replayed: true });
  });
});

test('the same key in another scope is another key', async () => {
  const { idempotency, work } = scene();
  await idempotency.run(use, work);

  const outcome = await idempotency.run({ ...use, scope: 'other createGeneration' }, work);

  expect(outcome).toEqual({ reply: 'reply 2', replayed: false });
});

describe('snapshot() and restore()', () => {
  /** What is remembered of two requests that were accepted 5 s apart. */
  async function remembered() {
    const { time, idempotency, work } = scene();
    await idempotency.run(use, work);
    time.nowMs += 5_000;
    await idempotency.run({ ...use, key: 'order-2' }, work);
    return { time, idempotency };
  }

  test('replays go on, and expire when they would have', async () => {
    const { time, idempotency } = await remembered();
    const copy = new Idempotency(() => time.nowMs);

    copy.restore(idempotency.snapshot());

    const replay = await copy.run(use, () => 'new');
    expect(replay).toEqual({ reply: 'reply 1', replayed: true });
    const other = copy.run({ ...use, body: {} }, () => 'new');
    await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
    time.nowMs = DAY;
    expect(await copy.run(use, () => 'new')).toEqual({ reply: 'new', replayed: false });
  });

  test('what has expired or is still under way is left out', async () => {
    const { time, idempotency } = await remembered();
    void idempotency.run({ ...use, key: 'order-3' }, () => new Promise(() => {}));
    time.nowMs = DAY;

    const uses = idempotency.snapshot().map((one) => [one.use, one.reply, one.expiresAtMs]);

    expect(uses).toEqual([['main createGeneration order-2', 'reply 2', DAY + 5_000]]);
  });

  test.each([
    [
      'a use that is there twice',
      [0, 0],
      'idempotency[1].use must be the only one of its kind: received "main createGeneration order-1"',
    ],
    [
      'replies that do not expire in their order',
      [1, 0],
      `idempotency[1].expiresAtMs must be from ${DAY + 5_000}: received ${DAY}`,
    ],
  ])('%s is refused', async (_what, order, reason) => {
    const { idempotency } = await remembered();
    const replies = idempotency.snapshot();
    const wrong = order.map((index) => replies[index]!);

    expect(() => scene().idempotency.restore(wrong)).toThrow(`Cannot restore the world: ${reason}`);
  });

  test('replies that expire at the same moment are in order', async () => {
    const { idempotency, work } = scene();
    await idempotency.run(use, work);
    await idempotency.run({ ...use, key: 'order-2' }, work);
    const copy = scene().idempotency;

    copy.restore(idempotency.snapshot());

    expect(copy.snapshot()).toHaveLength(2);
  });
});
