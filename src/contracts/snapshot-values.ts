import * as z from 'zod';

const END_OF_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A time of the world in epoch milliseconds. */
export const Ms = z.number().min(0).max(END_OF_TIME_MS);

/** A time of the world, where there is one. */
export const MaybeMs = Ms.nullable();

/** How long something takes, in milliseconds of the world. */
export const Duration = z.number().min(0).max(END_OF_TIME_MS);

/** When a task is due; the order decides between tasks of the same time. */
export const Due = z.strictObject({ dueMs: Ms, order: z.int().min(0) });

const Word = z.int32();

/** Where a stream of chance stands: four 32-bit words. */
export const RandomState = z.tuple([Word, Word, Word, Word]);

/** An id, or another name that must not be empty. */
export const Name = z.string().min(1).max(1_000);

export const AccountName = z.string().regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -');

export const Amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const Count = z.int().min(0);

/** One side of a picture. */
export const Pixels = z.int().min(1);

/** Credits moved; a grant is negative where it takes credits away. */
export const Move = z.int();

/** A hash as the fake writes it: SHA-256 in base64url. */
export const Hash = z.string().regex(/^[\w-]{43}$/, 'a SHA-256 hash in base64url');

/** An object that the domain itself holds to its rules. */
export const AnyObject = z.record(z.string(), z.unknown());

/** Plans that still wait, oldest first, in the words of the JavaScript API. */
export const WaitingPlans = z.strictObject({
  count: Count.describe('Plans that there ever were; ids are made from it.'),
  waiting: z.array(
    z.strictObject({
      id: Name,
      plan: AnyObject.describe('As it was given to the JavaScript API.'),
      left: z.int().min(1).describe('How many it is still for.'),
      struck: Count.describe('How many it was used for.'),
    }),
  ),
});
export type WaitingPlans = z.output<typeof WaitingPlans>;
