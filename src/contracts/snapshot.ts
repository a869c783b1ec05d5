import * as z from 'zod';
import { MEDIA_KIND_NAMES } from './media.ts';
import {
  CHAT_MODEL_IDS,
  type ChatModelId,
  MEDIA_MODEL_IDS,
  type MediaModelId,
} from './models/index.ts';
import { SCOPES } from './scopes.ts';
import {
  AccountName,
  Amount,
  AnyObject,
  Count,
  Due,
  Duration,
  Hash,
  Move,
  Ms,
  Name,
  Pixels,
  RandomState,
  WaitingPlans,
} from './snapshot-values.ts';
import { WebhooksSnapshot } from './snapshot-webhooks.ts';
import { OWN } from './source.ts';

/** What every snapshot of a world calls itself. */
export const SNAPSHOT_FORMAT = 'rivya-testkit/world';

/** The version of snapshots that this version of the fake writes and reads. */
export const SNAPSHOT_VERSION = 2;

const WorldName = z.string().regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -');

const Account = z
  .strictObject({
    name: AccountName,
    available: Amount,
    reserved: Amount,
    settled: Amount,
    entries: z.array(
      z.strictObject({
        kind: z.enum(['grant', 'reserve', 'settle', 'release']),
        amount: Move,
        reference: Name.nullable(),
        atMs: Ms,
      }),
    ),
  })
  .meta({ id: 'AccountSnapshot', ...OWN });
export type AccountSnapshot = z.output<typeof Account>;

const Key = z.strictObject({
  hash: Hash.describe('Of the part after the dot; the key itself is kept nowhere.'),
  account: AccountName,
  scopes: z.array(z.enum(SCOPES)),
  state: z.enum(['active', 'revoked', 'expired']),
});
export type KeySnapshot = z.output<typeof Key>;

/** What a caller has made says whose it is. */
const owned = { id: Name, account: AccountName };

const MOST_IMAGES = 100;

/** Params were held to the rules of their model; these keys are read again for the outcome. */
const Params = z.looseObject({
  referenceMediaItems: z
    .array(z.looseObject({ url: z.string(), kind: z.enum(MEDIA_KIND_NAMES) }))
    .optional(),
  max_images: z.int().min(1).max(MOST_IMAGES).optional(),
  dialogue: z.array(z.looseObject({ text: z.string() })).optional(),
}) as unknown as z.ZodType<Readonly<Record<string, unknown>>>;

const Generation = z
  .strictObject({
    ...owned,
    model: z.enum(MEDIA_MODEL_IDS as [MediaModelId, ...MediaModelId[]]),
    prompt: z.string().nullable(),
    params: Params.describe('Without the duration tokens of its references.'),
    frame: z
      .strictObject({ width: Pixels, height: Pixels })
      .nullable()
      .default(null)
      .describe('The image that gives the video its shape; null where there is none.'),
    reservedCredits: Amount,
    createdAtMs: Ms,
    updatedAtMs: Ms,
    status: z.enum(['queued', 'processing', 'succeeded', 'failed']),
    finalCredits: Amount,
    outputs: z.array(z.string()).nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    life: z
      .strictObject({ plan: AnyObject.nullable(), processingMs: Duration, next: Due })
      .nullable()
      .describe('What is left of the life of a running generation; null once it has ended.'),
  })
  .meta({ id: 'GenerationSnapshot', ...OWN });
export type GenerationSnapshot = z.output<typeof Generation>;

const GenerationsSnapshot = z.strictObject({
  random: RandomState,
  plans: WaitingPlans,
  records: z.array(Generation),
});
export type GenerationsSnapshot = z.output<typeof GenerationsSnapshot>;

const File = z
  .strictObject({
    ...owned,
    kind: z.enum(MEDIA_KIND_NAMES),
    name: z.string(),
    mimeType: z.string(),
    sizeBytes: Count,
    durationSeconds: z.number().min(0).nullable(),
    createdAtMs: Ms,
    path: z.string(),
    bytes: z.string().nullable().describe('In base64; null where they were left out.'),
  })
  .meta({ id: 'FileSnapshot', ...OWN });
export type FileSnapshot = z.output<typeof File>;

const FilesSnapshot = z.strictObject({ random: RandomState, records: z.array(File) });
export type FilesSnapshot = z.output<typeof FilesSnapshot>;

const Session = z
  .strictObject({
    ...owned,
    model: z.enum(CHAT_MODEL_IDS as [ChatModelId, ...ChatModelId[]]),
    createdAtMs: Ms,
    updatedAtMs: Ms,
    tokens: Count,
    messages: z.array(
      z.strictObject({
        id: Name,
        role: z.enum(['user', 'assistant']),
        content: z.string(),
        createdAtMs: Ms,
      }),
    ),
  })
  .meta({ id: 'SessionSnapshot', ...OWN });
export type SessionSnapshot = z.output<typeof Session>;

const ChatSnapshot = z.strictObject({
  random: RandomState,
  scripts: WaitingPlans,
  faults: WaitingPlans,
  sessions: z.array(Session),
});
export type ChatSnapshot = z.output<typeof ChatSnapshot>;

const CallFaultsSnapshot = z.strictObject({
  random: RandomState,
  count: Count,
  planned: z.array(
    z.strictObject({
      id: Name,
      plan: AnyObject.describe('As the control plane takes it.'),
      left: z.int().min(1).nullable().describe('null where there is no end.'),
      matched: Count,
      struck: Count,
    }),
  ),
});
export type CallFaultsSnapshot = z.output<typeof CallFaultsSnapshot>;

const Remembered = z
  .strictObject({
    use: Name.describe('Account, operation and Idempotency-Key.'),
    fingerprint: Hash.describe('Of the body.'),
    expiresAtMs: Ms,
    reply: z.unknown(),
  })
  .meta({ id: 'RememberedReply', ...OWN });
export type RememberedReply = z.output<typeof Remembered>;

const RateWindow = z.strictObject({ key: z.string(), endsAtMs: Ms, count: Count });
export type RateWindow = z.output<typeof RateWindow>;

/** Everything that a world remembers, but no key and no secret. */
export const WorldSnapshot = z
  .strictObject({
    format: z.literal(SNAPSHOT_FORMAT),
    version: z.literal(SNAPSHOT_VERSION),
    world: WorldName,
    origin: z.string().describe('Where the fake was reached, as in http://127.0.0.1:4010.'),
    seed: z.string().min(1).describe('Decides ids, draws of chance and signing secrets.'),
    clock: z.strictObject({ nowMs: Ms, order: Count }),
    random: z.strictObject({ requests: RandomState, keys: RandomState }),
    accounts: z.array(Account),
    keys: z.array(Key),
    faults: CallFaultsSnapshot,
    generations: GenerationsSnapshot,
    files: FilesSnapshot,
    chat: ChatSnapshot,
    webhooks: WebhooksSnapshot,
    idempotency: z.array(Remembered),
    rateLimits: z.array(RateWindow),
    rateLimit: z
      .int()
      .min(1)
      .optional()
      .describe('The limit of this world, where it is not that of its fake.'),
  })
  .meta({ id: 'WorldSnapshot', ...OWN });
export type WorldSnapshot = z.output<typeof WorldSnapshot>;

/** Whether a value says that it is a snapshot of this version, so that its parts are worth checking. */
export const SnapshotHeader = z.looseObject({
  format: z.literal(SNAPSHOT_FORMAT),
  version: z.literal(SNAPSHOT_VERSION),
});
