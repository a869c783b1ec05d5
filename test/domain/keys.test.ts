import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../src/contracts/scopes.ts';
import {
  isWorldName,
  KEY_VARIANTS,
  Keys,
  nameOf,
  parseKey,
  refusalOf,
} from '../../src/server/domain/keys.ts';
import { reachableStrings } from './reachable-strings.ts';
import { worldOf } from './worlds.ts';

const READ_SCOPES = [
  'models:read',
  'generations:read',
  'files:read',
  'credits:read',
  'chat:read',
] as const;

describe('parseKey()', () => {
  test.each([
    ['rvya_sk_test_w1', { world: 'w1', variant: '' }],
    ['rvya_sk_test_a-2-z.revoked', { world: 'a-2-z', variant: 'revoked' }],
    ['rvya_sk_test_w1.a.b', { world: 'w1', variant: 'a.b' }],
    [`rvya_sk_test_${'x'.repeat(40)}`, { world: 'x'.repeat(40), variant: '' }],
  ])('takes %s apart', (key, parsed) => {
    expect(parseKey(key)).toEqual(parsed);
  });

  test.each([
    '',
    'w1',
    'rvya_sk_test_',
    'rvya_sk_test_.revoked',
    'rvya_sk_test_w1.',
    'rvya_sk_test_w1.revoked.',
    'rvya_sk_test_W1',
    'rvya_sk_test_w_1',
    'rvya_sk_test_w 1',
    'rvya_sk_test_w1\n',
    'rvya_sk_test_wé',
    `rvya_sk_test_${'x'.repeat(41)}`,
    'Rvya_sk_test_w1',
    ' rvya_sk_test_w1',
    'rvya_sk',
    'sk_live_0123456789',
  ])('refuses %j and says what a key looks like', (key) => {
    expect(() => parseKey(key)).toThrow(
      expect.objectContaining({
        code: 'api_key_invalid',
        message:
          'The key cannot be verified: expected rvya_sk_test_<world>, with a world of 1 to 40 of a-z, 0-9 and -',
      }),
    );
  });

  test.each(['rvya_sk_live_0123456789abcdef', 'rvya_sk_0123456789abcdef'])(
    'refuses %s as one that looks real, and does not repeat it',
    (key) => {
      expect(() => parseKey(key)).toThrow(
        expect.objectContaining({
          code: 'api_key_invalid',
          message:
            'The key looks like a real one, and this is a fake: use rvya_sk_test_<world>, and keep real keys out of tests',
        }),
      );
    },
  );
});

test.each([
  ['a', true],
  ['team-7', true],
  ['x'.repeat(40), true],
  ['', false],
  ['x'.repeat(41), false],
  ['Team', false],
  ['a.b', false],
  ['a\n', false],
])('isWorldName(%j) is %s', (name, expected) => {
  expect(isWorldName(name)).toBe(expected);
});

describe('the vocabulary of key variants', () => {
  test.each([
    ['', { id: '', account: 'main', state: 'active', scopes: new Set(SCOPES) }],
    ['revoked', { id: 'revoked', account: 'main', state: 'revoked', scopes: new Set(SCOPES) }],
    ['expired', { id: 'expired', account: 'main', state: 'expired', scopes: new Set(SCOPES) }],
    [
      'readonly',
      { id: 'readonly', account: 'main', state: 'active', scopes: new Set(READ_SCOPES) },
    ],
    ['broke', { id: 'broke', account: 'broke', state: 'active', scopes: new Set(SCOPES) }],
    ['other', { id: 'other', account: 'other', state: 'active', scopes: new Set(SCOPES) }],
  ])('"%s" is what it says', (variant, record) => {
    expect(new Keys().get(variant)).toEqual(record);
  });

  test('has no other words', () => {
    expect(Object.keys(KEY_VARIANTS)).toEqual([
      'revoked',
      'expired',
      'readonly',
      'broke',
      'other',
      'disabled',
      'limited',
      'internal',
    ]);
  });

  test.each(['unknown', 'Revoked', 'constructor', '__proto__', 'k-abc', ' '])(
    '"%s" is no key of a world',
    (variant) => {
      expect(() => new Keys().get(variant)).toThrow(
        expect.objectContaining({
          code: 'api_key_invalid',
          message:
            'The key cannot be verified: its variant is none of revoked, expired, readonly, broke, other, disabled, limited, internal, no error code, nor was it made in this world',
        }),
      );
    },
  );
});

test.each([
  ['disabled', 'public_api_disabled'],
  ['limited', 'rate_limited'],
  ['internal', 'internal_error'],
  ['not_found', 'not_found'],
  ['insufficient_credits', 'insufficient_credits'],
  ['', undefined],
  ['revoked', undefined],
  ['readonly', undefined],
  ['k-abc', undefined],
  ['constructor', undefined],
])('"%s" asks to be refused with %s, where it is found in the vocabulary', (variant, code) => {
  expect(refusalOf(variant)).toBe(code);
});

test('every error code is a key of the main account that is refused with it', () => {
  expect(new Keys().get('not_found')).toEqual({
    id: 'not_found',
    account: 'main',
    scopes: new Set(SCOPES),
    state: 'active',
    refusal: 'not_found',
  });
});

describe('nameOf()', () => {
  test.each([
    ['', 'main'],
    ['readonly', 'readonly'],
    ['limited', 'limited'],
    ['insufficient_credits', 'insufficient_credits'],
  ])('a key of the variant "%s" is called %s', (variant, name) => {
    expect(nameOf(new Keys().get(variant))).toBe(name);
  });

  test('a made key is called by the beginning of its hash', () => {
    const key = new Keys().add('secret', { account: 'main', scopes: new Set(), state: 'active' });

    expect(nameOf(key)).toBe(`made-${key.id.slice(0, 8)}`);
    expect(nameOf(key)).toHaveLength(13);
  });
});

describe('made keys', () => {
  const record = {
    account: 'team',
    scopes: new Set(['credits:read'] as const),
    state: 'active',
  } as const;

  test('are found in the world that made them, and in no other', () => {
    const world = worldOf('w1');
    const key = world.createKey(record);

    const { world: name, variant } = parseKey(key);

    expect(name).toBe('w1');
    expect(world.keys.get(variant)).toMatchObject(record);
    expect(() => worldOf('w1').keys.get(variant)).toThrow('nor was it made in this world');
  });

  test('look alike and differ', () => {
    const world = worldOf('w1');

    const keys = [world.createKey(record), world.createKey(record)];

    expect(keys[0]).toMatch(/^rvya_sk_test_w1\.k-[a-z0-9]{20}$/);
    expect(keys[1]).toMatch(/^rvya_sk_test_w1\.k-[a-z0-9]{20}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('are not found by their id', () => {
    const keys = new Keys();
    const { id } = keys.add('secret', record);

    expect(() => keys.get(id)).toThrow('nor was it made in this world');
  });

  test('are nowhere in their world in clear', async () => {
    const world = worldOf('w1');
    const key = world.createKey(record);
    const { id } = world.keys.get(parseKey(key).variant);

    const texts = await reachableStrings(world);

    const secret = key.slice('rvya_sk_test_w1.k-'.length);
    expect([...texts].filter((text) => text.includes(secret))).toEqual([]);
    expect(texts).toContain(id);
  });

  test('are restored from a snapshot that does not hold them', () => {
    const keys = new Keys();
    keys.add('secret', record);
    keys.add('other', { account: 'main', scopes: new Set(), state: 'revoked' });
    const copy = new Keys();

    const snapshot = keys.snapshot();
    copy.restore(snapshot);

    expect(copy.get('secret')).toEqual(keys.get('secret'));
    expect(copy.get('other')).toEqual(keys.get('other'));
    expect(snapshot[0]).toEqual({
      hash: keys.get('secret').id,
      account: 'team',
      scopes: ['credits:read'],
      state: 'active',
    });
  });

  test('are refused in a snapshot that has one twice', () => {
    const keys = new Keys();
    keys.add('secret', record);
    const [key] = keys.snapshot();

    expect(() => new Keys().restore([key!, key!])).toThrow(
      `Cannot restore the world: keys[1].hash must be the only one of its kind: received "${key!.hash}"`,
    );
  });
});
