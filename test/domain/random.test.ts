import { describe, expect, test } from 'vitest';
import { Random } from '../../src/server/domain/random.ts';

const floats = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.float());

describe('the same seed', () => {
  test('gives the same draws in the same order', () => {
    expect(floats(new Random('seed'), 50)).toEqual(floats(new Random('seed'), 50));
  });

  test('gives the draws of every earlier version', () => {
    const random = new Random('1/default');

    const id = random.stream('generations').id('task_');

    expect(id).toBe('task_l2fufm8h8shizykx7v0lj69i');
    expect(random.float()).toBe(0.2640586639754474);
  });
});

test.each([
  ['1', '2'],
  ['1', '1 '],
  ['ab', 'ba'],
  ['', 'a'],
  ['1/default', '1/defaulu'],
])('the seeds "%s" and "%s" give different draws', (one, other) => {
  expect(floats(new Random(one), 5)).not.toEqual(floats(new Random(other), 5));
});

describe('streams', () => {
  test('of different purposes differ from each other and from their origin', () => {
    const random = new Random('seed');

    const draws = [random, random.stream('keys'), random.stream('requests')].map((stream) =>
      stream.id(''),
    );

    expect(new Set(draws).size).toBe(3);
  });

  test('of the same purpose give the same draws', () => {
    const random = new Random('seed');

    expect(random.stream('keys').id('')).toBe(random.stream('keys').id(''));
  });

  test('do not change each other, nor do draws of their origin change them', () => {
    const untouched = new Random('seed').stream('keys').id('');
    const random = new Random('seed');
    random.id('', 100);
    random.stream('requests').id('', 100);

    const id = random.stream('keys').id('');

    expect(id).toBe(untouched);
  });
});

describe('id()', () => {
  test.each([0, 1, 5, 6, 7, 24, 100])('gives %i lower-case letters and digits', (count) => {
    expect(new Random('seed').id('', count)).toMatch(new RegExp(`^[a-z0-9]{${count}}$`));
  });

  test('puts its prefix before them, and has 24 unless told otherwise', () => {
    expect(new Random('seed').id('req_')).toMatch(/^req_[a-z0-9]{24}$/);
    expect(new Random('seed').id('req_')).toBe(`req_${new Random('seed').id('')}`);
  });

  test('gives ids that later ids leave as they are', () => {
    const random = new Random('seed');

    const first = random.id('task_');
    const copy = `${first}`;
    random.id('other_', 60);

    expect(first).toBe(copy);
    expect(first).toMatch(/^task_/);
  });

  test('gives each of the 36 in each place of an id, none far more often than others', () => {
    const random = new Random('seed');
    const ids = Array.from({ length: 3_600 }, () => random.id(''));

    const counts = Array.from({ length: 24 }, (_, place) => {
      const seen = new Map<string, number>();
      for (const id of ids) seen.set(id[place]!, (seen.get(id[place]!) ?? 0) + 1);
      return [...seen.values()];
    });

    expect(counts.every((count) => count.length === 36)).toBe(true);
    expect(Math.min(...counts.flat())).toBeGreaterThan(25);
    expect(Math.max(...counts.flat())).toBeLessThan(155);
  });

  test('gives no id twice', () => {
    const random = new Random('seed');

    const ids = new Set(Array.from({ length: 20_000 }, () => random.id('')));

    expect(ids.size).toBe(20_000);
  });
});

describe('float()', () => {
  test('lies from 0 to below 1, equally often in each tenth', () => {
    const tenths = Array<number>(10).fill(0);

    for (const draw of floats(new Random('seed'), 20_000)) tenths[Math.floor(draw * 10)]!++;

    expect(tenths).toHaveLength(10);
    expect(Math.min(...tenths)).toBeGreaterThan(1_850);
    expect(Math.max(...tenths)).toBeLessThan(2_150);
  });

  test('the first draws of neighbouring seeds are spread', () => {
    const draws = Array.from({ length: 1_000 }, (_, seed) => new Random(`${seed}`).float());

    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;

    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
    expect(new Set(draws).size).toBe(1_000);
  });
});
