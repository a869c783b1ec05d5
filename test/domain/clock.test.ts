import { describe, expect, test } from 'vitest';
import { clockAtZero, settled } from './clocks.ts';

describe('law 1: time stops at every due timer', () => {
  test('advance() runs each timer at its own time, also repeating ones', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    const note = () => times.push(clock.now());
    const repeat = () => {
      clock.schedule(2_000, () => {
        note();
        repeat();
      });
    };
    clock.schedule(5_000, note);
    clock.schedule(1_000, note);
    repeat();

    await clock.advance(10_000);

    expect(times).toEqual([1_000, 2_000, 4_000, 5_000, 6_000, 8_000, 10_000]);
    expect(clock.now()).toBe(10_000);
  });

  test('timers of the same time run in the order of their scheduling', async () => {
    const clock = clockAtZero();
    const names: string[] = [];
    clock.schedule(1_000, () => clock.schedule(1_000, () => names.push('scheduled on the way')));
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.schedule(2_000, () => names.push(name));

    await clock.advance(2_000);

    expect(names).toEqual(['a', 'b', 'c', 'd', 'e', 'scheduled on the way']);
  });

  test('advance() runs a timer scheduled by another timer, even without delay', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    clock.schedule(400, () => {
      clock.schedule(0, () => times.push(clock.now()));
      clock.schedule(600, () => times.push(clock.now()));
    });

    await clock.advance(1_000);

    expect(times).toEqual([400, 1_000]);
  });

  test('advance() leaves a timer that is due one millisecond later', async () => {
    const clock = clockAtZero();
    clock.schedule(1_001, () => {});

    await clock.advance(1_000);

    expect([clock.now(), clock.pending, clock.nextDueMs]).toEqual([1_000, 1, 1_001]);
  });
});

describe('law 2: time waits for the promise of a task', () => {
  test('the next timer runs only after it', async () => {
    const clock = clockAtZero();
    const steps: string[] = [];
    clock.schedule(1_000, async () => {
      await settled(20);
      steps.push(`slow ends at ${clock.now()}`);
    });
    clock.schedule(1_001, () => steps.push(`next begins at ${clock.now()}`));

    await clock.advance(5_000);

    expect(steps).toEqual(['slow ends at 1000', 'next begins at 1001']);
  });

  test('what it schedules at its end counts from its own time', async () => {
    const clock = clockAtZero();
    const retries: number[] = [];
    clock.schedule(10_000, async () => {
      await settled(20);
      clock.schedule(30_000, () => retries.push(clock.now()));
    });

    await clock.advance(60_000);

    expect(retries).toEqual([40_000]);
  });
});

describe('law 3: everything comes to its next stop before time goes on', () => {
  test('an async generator that sleeps gets each of its events at its time', async () => {
    const clock = clockAtZero();
    async function* events() {
      for (let count = 0; count < 5; count++) {
        await clock.sleep(100);
        yield clock.now();
      }
    }
    const times: number[] = [];
    const reading = (async () => {
      for await (const time of events()) times.push(time);
    })();

    await clock.advance(1_000);
    await reading;

    expect(times).toEqual([100, 200, 300, 400, 500]);
  });

  test('a task that needs a macrotask of its own schedules in time', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    clock.schedule(100, () => {
      setImmediate(() => clock.schedule(100, () => times.push(clock.now())));
    });

    await clock.advance(1_000);

    expect(times).toEqual([200]);
  });

  test('what the last timer set in motion has come to its stop when advance() resolves', async () => {
    const clock = clockAtZero();
    const steps: string[] = [];
    clock.schedule(100, () => {
      setImmediate(() => steps.push('set in motion'));
    });

    await clock.advance(100);

    expect(steps).toEqual(['set in motion']);
  });

  test('a great many timers of the same time do not keep the process from its other work', async () => {
    const clock = clockAtZero();
    const ran: number[] = [];
    for (let count = 0; count < 5_000; count++) clock.schedule(100, () => ran.push(count));
    let ranBefore = Number.NaN;
    setImmediate(() => {
      ranBefore = ran.length;
    });

    await clock.advance(100);

    expect(ran).toHaveLength(5_000);
    expect(ranBefore).toBeLessThanOrEqual(1_000);
  });
});

describe('law 4: calls that come at once wait for their turn', () => {
  test('two advance() calls add up, and the second begins where the first ends', async () => {
    const clock = clockAtZero();
    const steps: string[] = [];
    clock.schedule(500, async () => {
      await settled(20);
      steps.push(`slow ends at ${clock.now()}`);
    });
    clock.schedule(1_500, () => steps.push(`late at ${clock.now()}`));

    const first = clock.advance(1_000).then(() => steps.push('first call'));
    const second = clock.advance(1_000).then(() => steps.push('second call'));
    await Promise.all([first, second]);

    expect(steps).toEqual(['slow ends at 500', 'first call', 'late at 1500', 'second call']);
    expect(clock.now()).toBe(2_000);
  });

  test('a call that fails does not hold up the next', async () => {
    const clock = clockAtZero();
    clock.schedule(100, () => {
      throw new Error('broken task');
    });

    const failing = clock.advance(1_000);
    const following = clock.advance(1_000);

    await expect(failing).rejects.toThrow('broken task');
    await following;
    expect(clock.now()).toBe(1_100);
  });

  test('two runNext() calls run one timer each', async () => {
    const clock = clockAtZero();
    const times: number[] = [];
    clock.schedule(1_000, () => times.push(clock.now()));
    clock.schedule(5_000, () => times.push(clock.now()));

    const calls = await Promise.all([clock.runNext(), clock.runNext(), clock.runNext()]);

    expect(calls).toEqual([true, true, false]);
    expect(times).toEqual([1_000, 5_000]);
    expect(clock.now()).toBe(5_000);
  });
});

describe('law 5: time only moves forward', () => {
  const nonsense = [-1, -0.001, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined];

  test.each(nonsense)('advance(%s) is refused at the call', (ms) => {
    const clock = clockAtZero();

    const advance = () => clock.advance(ms as number);

    expect(advance).toThrow(RangeError);
    expect(advance).toThrow(`Cannot advance the clock by ${ms}: expected milliseconds from 0`);
    expect(clock.now()).toBe(0);
  });

  test.each(nonsense)('schedule(%s) is refused at the call', (ms) => {
    const clock = clockAtZero();

    const schedule = () => clock.schedule(ms as number, () => {});

    expect(schedule).toThrow(RangeError);
    expect(schedule).toThrow(`Cannot schedule a task after ${ms}: expected milliseconds from 0`);
    expect(clock.pending).toBe(0);
  });

  test('advance(0) moves nothing and runs what is due', async () => {
    const clock = clockAtZero({ startMs: 42 });
    const times: number[] = [];
    clock.schedule(0, () => times.push(clock.now()));

    await clock.advance(0);

    expect(times).toEqual([42]);
    expect(clock.now()).toBe(42);
  });
});
