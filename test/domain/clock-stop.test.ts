import { expect, test } from 'vitest';
import { ClockStop, ClockStopped } from '../../src/server/domain/clock-stop.ts';
import { settled } from './clocks.ts';

test('a clock is not stopped until it is', () => {
  const stop = new ClockStop();

  const before = stop.isStopped;
  stop.stop();

  expect([before, stop.isStopped]).toEqual([false, true]);
});

test('who waited for it is told', async () => {
  const stop = new ClockStop();
  const waiting = stop.stopped;

  stop.stop();

  await expect(waiting).rejects.toThrow(ClockStopped);
  await expect(waiting).rejects.toHaveProperty('name', 'ClockStopped');
});

test('who asks later is told at once', async () => {
  const stop = new ClockStop();

  stop.stop();

  await expect(stop.stopped).rejects.toThrow(ClockStopped);
});

test('everyone waits for the same promise, which does not end before', async () => {
  const stop = new ClockStop();
  let ended = false;
  stop.stopped.catch(() => {
    ended = true;
  });

  await settled();

  expect(ended).toBe(false);
  expect(stop.stopped).toBe(stop.stopped);
});

test('nobody has to wait for it', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  const stop = new ClockStop();
  void stop.stopped;

  stop.stop();
  await settled();
  process.off('unhandledRejection', note);

  expect(rejections).toEqual([]);
});
