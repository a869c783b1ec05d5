import { describe, expect, test } from 'vitest';
import { Accounts } from '../../src/server/domain/accounts.ts';
import { Random } from '../../src/server/domain/random.ts';
import { newSecret, WebhookEndpoints } from '../../src/server/domain/webhook-endpoints.ts';
import { HOOK } from './webhook-worlds.ts';

/** Endpoints of an account, at a time that the test moves. */
function endpointsAt(options: { allowLocal?: boolean } = {}) {
  const time = { nowMs: 0 };
  const now = () => time.nowMs;
  const accounts = new Accounts(now, 1_000);
  const account = accounts.get('main');
  const random = () => new Random('1');
  const make = () => new WebhookEndpoints({ now, random: random(), allowLocal: false, ...options });
  const endpoints = make();
  const restoring = () => ({ nowMs: now(), account: (name: string) => accounts.get(name) });
  /** Other endpoints that go on from a snapshot. */
  const goOn = ({ random, endpoints: list } = endpoints.snapshot()) => {
    const copy = make();
    copy.restore(random, list, restoring());
    return copy;
  };
  return { time, accounts, account, endpoints, goOn };
}

describe('create()', () => {
  test('makes an endpoint that is active, with a secret of its own', () => {
    const { account, endpoints } = endpointsAt();

    const [one, two] = [endpoints.create(account, HOOK), endpoints.create(account, HOOK)];

    expect(one).toMatchObject({ ...HOOK, account, status: 'active', rotations: 0 });
    expect(one.id).toMatch(/^whend_[a-z0-9]{24}$/);
    expect(one.secret).toMatch(/^whsec_[a-z0-9]{32}$/);
    expect(two.secret).not.toBe(one.secret);
    expect([...endpoints.list(account)]).toEqual([one, two]);
  });

  test('takes each type of event once', () => {
    const { account, endpoints } = endpointsAt();
    const eventTypes = ['generation.failed', 'generation.failed'] as const;

    const { eventTypes: taken } = endpoints.create(account, { ...HOOK, eventTypes });

    expect(taken).toEqual(['generation.failed']);
  });

  test.each([
    ['https://user:secret@example.com/hook', '"https://…@example.com/hook"'],
    ['https://u@example.com/hook', '"https://…@example.com/hook"'],
    ['https://user:secret@10.0.0.1', '"https://…@10.0.0.1"'],
  ])('refuses %s without telling its credentials', (url, shown) => {
    const { account, endpoints } = endpointsAt();

    expect(() => endpoints.create(account, { ...HOOK, url })).toThrow(
      `url ${shown} is not allowed: it must have no credentials`,
    );
    expect(endpoints.list(account).size).toBe(0);
  });

  test('refuses a local URL, unless they are allowed', () => {
    const local = { ...HOOK, url: 'http://localhost:3000/' };
    const [strict, lenient] = [endpointsAt(), endpointsAt({ allowLocal: true })];

    expect(() => strict.endpoints.create(strict.account, local)).toThrow('its host name is local');
    expect(lenient.endpoints.create(lenient.account, local).url).toBe(local.url);
  });

  test('refuses the twenty-first of an account, and counts no other account', () => {
    const { account, accounts, endpoints } = endpointsAt();
    for (let count = 0; count < 20; count++) endpoints.create(account, HOOK);

    expect(() => endpoints.create(account, HOOK)).toThrow(
      'Cannot create the webhook endpoint: the account has 20, the most that are allowed',
    );
    expect(endpoints.create(accounts.get('other'), HOOK).status).toBe('active');
  });
});

test('get() finds no endpoint that is unknown, gone or of another account', () => {
  const { account, accounts, endpoints } = endpointsAt();
  const [own, gone] = [endpoints.create(account, HOOK), endpoints.create(account, HOOK)];
  endpoints.revoke(gone);
  const lost = 'Cannot find the webhook endpoint: the account has none with this id';

  expect(endpoints.get(account, own.id)).toBe(own);
  expect(() => endpoints.get(account, 'whend_none')).toThrow(lost);
  expect(() => endpoints.get(account, gone.id)).toThrow(lost);
  expect(() => endpoints.get(accounts.get('other'), own.id)).toThrow(lost);
});

describe('update()', () => {
  test('changes what was chosen, and the time of the change', () => {
    const { time, account, endpoints } = endpointsAt();
    const record = endpoints.create(account, HOOK);
    time.nowMs = 1_000;

    endpoints.update(account, record.id, {
      eventTypes: ['generation.failed', 'generation.failed'],
    });

    expect(record).toMatchObject({
      name: HOOK.name,
      eventTypes: ['generation.failed'],
      status: 'active',
      updatedAtMs: 1_000,
    });
  });

  test('with nothing chosen changes nothing', () => {
    const { time, account, endpoints } = endpointsAt();
    const record = endpoints.create(account, HOOK);
    const before = { ...record };
    time.nowMs = 1_000;

    endpoints.update(account, record.id, {});

    expect(record).toEqual(before);
  });

  test('with a URL that is not allowed changes nothing', () => {
    const { account, endpoints } = endpointsAt();
    const record = endpoints.create(account, HOOK);
    const before = { ...record };

    expect(() =>
      endpoints.update(account, record.id, { name: 'New', url: 'https://10.0.0.1/' }),
    ).toThrow('its address 10.0.0.1 is not public (private)');
    expect(record).toEqual(before);
  });

  test('turns an endpoint on again, with a fresh count of failures', () => {
    const { time, account, endpoints } = endpointsAt();
    const record = endpoints.create(account, HOOK);
    record.failureCount = 20;
    time.nowMs = 1_000;
    endpoints.update(account, record.id, { status: 'disabled' });
    expect(record).toMatchObject({ status: 'disabled', disabledAtMs: 1_000, failureCount: 20 });

    endpoints.update(account, record.id, { status: 'active' });

    expect(record).toMatchObject({ status: 'active', disabledAtMs: undefined, failureCount: 0 });
  });

  test('to what an endpoint is already leaves its count and its time', () => {
    const { time, account, endpoints } = endpointsAt();
    const [on, off] = [endpoints.create(account, HOOK), endpoints.create(account, HOOK)];
    on.failureCount = 7;
    endpoints.update(account, off.id, { status: 'disabled' });
    time.nowMs = 1_000;

    endpoints.update(account, on.id, { status: 'active' });
    endpoints.update(account, off.id, { status: 'disabled' });

    expect(on.failureCount).toBe(7);
    expect(off.disabledAtMs).toBe(0);
  });
});

test('disable() leaves an endpoint that is gone as it is', () => {
  const { account, endpoints } = endpointsAt();
  const record = endpoints.create(account, HOOK);
  endpoints.revoke(record);

  endpoints.disable(record);

  expect(record).toMatchObject({ status: 'revoked', disabledAtMs: undefined });
});

test('revoke() takes an endpoint from the list', () => {
  const { time, account, endpoints } = endpointsAt();
  const [gone, left] = [endpoints.create(account, HOOK), endpoints.create(account, HOOK)];
  time.nowMs = 1_000;

  endpoints.revoke(gone);

  expect(gone).toMatchObject({ status: 'revoked', revokedAtMs: 1_000, updatedAtMs: 1_000 });
  expect([...endpoints.list(account)]).toEqual([left]);
});

test('rotate() replaces the secret, and remembers the one before and when that was', () => {
  const { time, account, endpoints } = endpointsAt();
  const record = endpoints.create(account, HOOK);
  const { secret } = record;
  time.nowMs = 1_000;

  endpoints.rotate(record);

  expect(record.secret).not.toBe(secret);
  expect(record).toMatchObject({
    previous: { secret, replacedAtMs: 1_000 },
    rotations: 1,
    updatedAtMs: 1_000,
  });
});

describe('restore()', () => {
  test('brings endpoints back with the secrets that they had', () => {
    const { account, endpoints, goOn } = endpointsAt();
    const [plain, rotated] = [endpoints.create(account, HOOK), endpoints.create(account, HOOK)];
    endpoints.rotate(rotated);
    endpoints.rotate(rotated);

    const copy = goOn();

    expect([...copy.list(account)]).toEqual([plain, rotated]);
  });

  test('keeps endpoints that are gone from the list', () => {
    const { account, endpoints, goOn } = endpointsAt();
    endpoints.revoke(endpoints.create(account, HOOK));

    const copy = goOn();

    expect(copy.list(account).size).toBe(0);
    expect(copy.snapshot().endpoints).toMatchObject([{ status: 'revoked' }]);
  });

  test('goes on with the ids', () => {
    const { account, endpoints, goOn } = endpointsAt();
    endpoints.create(account, HOOK);

    const copy = goOn();

    expect(copy.create(account, HOOK)).toEqual(endpoints.create(account, HOOK));
  });

  test('refuses an endpoint that is there twice', () => {
    const { account, endpoints, goOn } = endpointsAt();
    const { id } = endpoints.create(account, HOOK);
    const { random, endpoints: list } = endpoints.snapshot();

    expect(() => goOn({ random, endpoints: [...list, ...list] })).toThrow(
      `webhooks.endpoints[1].id must be the only webhook endpoint of that name: received "${id}"`,
    );
  });

  test('says where an endpoint is that makes no sense', () => {
    const { account, endpoints, goOn } = endpointsAt();
    endpoints.create(account, HOOK);
    const { random, endpoints: list } = endpoints.snapshot();

    expect(() => goOn({ random, endpoints: [{ ...list[0]!, createdAtMs: 1 }] })).toThrow(
      'webhooks.endpoints[0].createdAtMs must be at most clock.nowMs, 0: received 1',
    );
  });
});

test('newSecret() has the prefix and 32 letters and digits', () => {
  expect(newSecret(new Random('1'))).toMatch(/^whsec_[a-z0-9]{32}$/);
});
