import { expect, test } from 'vitest';
import { worldNameOf } from '../../src/testing/world-name.ts';

test.each([
  [['test/shop.test.ts', 'pays once'], /^shop-pays-once-[0-9a-f]{6}$/],
  [['', 'ünïcödé 船'], /^[a-z0-9-]{1,40}$/],
  [['', '船'], /^[0-9a-f]{6}$/],
  [['a', 'x'.repeat(200)], /^a-x{31}-[0-9a-f]{6}$/],
])('the world of %j is named after it', (parts, name) => {
  expect(worldNameOf(parts)).toMatch(name);
});

test('tests whose names look alike do not share a world', () => {
  expect(worldNameOf(['a.test.ts', 'pays!'])).not.toBe(worldNameOf(['a.test.ts', 'pays?']));
  expect(worldNameOf(['a.test.ts', 'pays'])).toBe(worldNameOf(['a.test.ts', 'pays']));
});
