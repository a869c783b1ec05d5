import { describe } from 'vitest';
import { startFake } from '../../src/index.ts';
import { test } from '../support/fake.ts';

test.for([
  [{ state: 'revokd' }, 'state must be one of "active", "revoked", "expired": received "revokd"'],
  [{ scopes: ['credits:raed'] }, 'scopes[0] must be one of'],
  [{ scopes: 'credits:read' }, 'scopes must be a list: received "credits:read"'],
  [{ account: '__proto__' }, 'account must be 1 to 40 of a-z, 0-9 and -'],
  [{ foo: 1 }, 'foo is not a known field'],
  [null, 'the argument must be an object: received null'],
] as const)('createKey(%j) is a TypeError that says why', ([key, message], { fake, expect }) => {
  const create = () => fake.createKey(key as object);

  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});

test.for(['', 'A', '__proto__', null])('account(%j) is a RangeError', (name, { fake, expect }) => {
  expect(() => fake.account(name as string)).toThrow(RangeError);
});

test('a ledger that was taken before a reset is that of the new world', ({ fake, expect }) => {
  const { ledger } = fake;
  fake.reset();

  ledger.setBalance(3);

  expect(fake.ledger.available).toBe(3);
});

test('entries cannot be changed from outside', ({ fake, expect }) => {
  (fake.ledger.entries as unknown[]).push('forged');

  expect(fake.ledger.entries).toHaveLength(1);
});

describe('startFake() refuses', () => {
  test.for([null, 5, []])(
    '%j, which is no object, with a TypeError',
    async (options, { expect }) => {
      await expect(startFake(options as object)).rejects.toThrow(TypeError);
    },
  );

  test('a start beyond what the API can write', async ({ expect }) => {
    const start = startFake({ startAt: new Date(8.64e15) });

    await expect(start).rejects.toThrow('a Date from 1970 to 9999');
  });

  test('a token that no header can carry, without repeating it', async ({ expect }) => {
    const start = startFake({ controlToken: 'with\nnewline' });

    await expect(start).rejects.toThrow(
      'option "controlToken" is another text, expected 8 to 256 visible ASCII characters',
    );
  });
});
