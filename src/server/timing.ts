import type { MediaCategory } from '../contracts/models/row.ts';
import type { Timing } from './domain/plans.ts';

/** How long generations take: a named profile, or times per category over the profile `short`. */
export type TimingOption =
  | keyof typeof TIMING_PROFILES
  | { readonly [C in MediaCategory]?: Partial<Timing> };

/** Named habits of the fake; `short` can be watched, `realistic` resembles real waiting. */
export const TIMING_PROFILES = {
  short: {
    image: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
    video: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
    audio: { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 },
  },
  realistic: {
    image: { acceptMs: 0, queuedMs: 3_000, processingMs: 15_000 },
    video: { acceptMs: 0, queuedMs: 10_000, processingMs: 170_000 },
    audio: { acceptMs: 0, queuedMs: 3_000, processingMs: 25_000 },
  },
} as const satisfies Record<string, Record<MediaCategory, Timing>>;

/** The times of a profile, or of the profile `short` with changes. */
export function resolveTiming(timing: TimingOption): Record<MediaCategory, Timing> {
  if (typeof timing === 'string') return TIMING_PROFILES[timing];
  const { short } = TIMING_PROFILES;
  return {
    image: { ...short.image, ...timing.image },
    video: { ...short.video, ...timing.video },
    audio: { ...short.audio, ...timing.audio },
  };
}

/** What was expected instead of a wrong timing; `undefined` if it is right. */
export function checkTiming(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const names = Object.keys(TIMING_PROFILES);
    return names.includes(value) ? undefined : `one of ${names.join(', ')}`;
  }
  const expected =
    'a profile, or { image, video, audio } with acceptMs, queuedMs and processingMs from 0';
  const isDuration = ([name, ms]: [string, unknown]) =>
    ['acceptMs', 'queuedMs', 'processingMs'].includes(name) &&
    Number.isFinite(ms) &&
    Number(ms) >= 0;
  const isCategory = ([name, timing]: [string, unknown]) =>
    Object.hasOwn(TIMING_PROFILES.short, name) &&
    typeof timing === 'object' &&
    timing !== null &&
    Object.entries(timing).every(isDuration);
  const isTiming = typeof value === 'object' && value !== null;
  return isTiming && Object.entries(value).every(isCategory) ? undefined : expected;
}
