import { describe, expect, test } from 'vitest';
import { Lines } from '../../src/server/domain/lines.ts';

/** Work that tells when it begins, and ends when it is told to. */
function work(name: string, steps: string[]) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    steps.push(name);
    await ended;
  };
  return { run, end };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('run()', () => {
  test('does the work of one line one at a time, in order', async () => {
    const steps: string[] = [];
    const lines = new Lines<object>(9);
    const line = {};
    const [a, b] = [work('a', steps), work('b', steps)];
    void lines.run(line, a.run);
    void lines.run(line, b.run);
    await settle();
    const before = [...steps];

    a.end();
    await settle();

    expect(before).toEqual(['a']);
    expect(steps).toEqual(['a', 'b']);
  });

  test('does the work of several lines at once, up to its limit', async () => {
    const steps: string[] = [];
    const lines = new Lines<object>(2);
    const [a, b, c] = [work('a', steps), work('b', steps), work('c', steps)];
    for (const { run } of [a, b, c]) void lines.run({}, run);
    await settle();
    const before = [...steps];

    b.end();
    await settle();

    expect(before).toEqual(['a', 'b']);
    expect(steps).toEqual(['a', 'b', 'c']);
  });

  test('goes on after work that fails, which its caller is told', async () => {
    const steps: string[] = [];
    const lines = new Lines<object>(1);
    const line = {};
    const failing = lines.run(line, () => Promise.reject(new Error('broken')));
    const next = work('next', steps);
    next.end();

    const following = lines.run(line, next.run);

    await expect(failing).rejects.toThrow('broken');
    await following;
    expect(steps).toEqual(['next']);
  });
});
