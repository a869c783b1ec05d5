import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { piecesOf } from '../../src/server/state/pieces.ts';

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `task_${index}`, params: { n: index } }));

describe('piecesOf()', () => {
  test('gives the JSON of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect([...piecesOf(value)].join('')).toBe(JSON.stringify(value));
      }),
    );
  });

  test.each([
    ['a long list', { records: records(1_000) }],
    ['many short lists', { accounts: records(40).map(() => ({ entries: records(100) })) }],
    ['what JSON leaves out', { plans: [...records(3_000), undefined], none: undefined }],
    ['a large and empty object', { a: records(3_000), b: {}, c: [] }],
  ])('gives the JSON of %s in several pieces', (_what, value) => {
    const pieces = [...piecesOf(value)];

    expect(pieces.join('')).toBe(JSON.stringify(value));
    expect(pieces.length).toBeGreaterThan(4);
  });

  test('writes what is small at once', () => {
    expect([...piecesOf({ records: records(10) })]).toHaveLength(1);
  });

  test('holds no more than a few hundred records in one piece', () => {
    const pieces = [...piecesOf({ world: { generations: { records: records(10_000) } } })];
    const longest = Math.max(...pieces.map((piece) => piece.length));

    expect(longest).toBeLessThan(JSON.stringify(records(300)).length);
  });
});
