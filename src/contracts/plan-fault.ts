import * as z from 'zod';
import {
  CALL_FAULT_KINDS,
  CALL_FAULTS,
  type CallFaultKind,
  FAULT_TARGETS,
  type FaultTarget,
  reaches,
} from './call-faults.ts';
import type { JsonBody } from './endpoint.ts';
import { REPLY_PRESETS, type ReplyPresetName } from './reply-presets.ts';
import { OWN } from './source.ts';

const DAY_MS = 24 * 3_600 * 1_000;
const CENTURY_MS = 100 * 365 * DAY_MS;
const MOST_BODY = 1_024 * 1_024;

/** Any JSON value. Its schema says no more, as generators of types fall over one that names itself. */
const JsonValue = z
  .unknown()
  .refine((value) => z.json().safeParse(value).success, { error: 'a JSON value' });

const Milliseconds = z.int().min(0).max(DAY_MS);

/** Headers that carry secrets; faults are matched by account instead. */
const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization', 'x-rivya-control-token'];

const matcher = {
  operations: z
    .array(z.enum(FAULT_TARGETS))
    .min(1)
    .optional()
    .describe('Only calls of these operations; `media` is the download of a file or result.'),
  model: z.string().min(1).max(100).optional().describe('Only calls with this `model`.'),
  account: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -')
    .optional()
    .describe('Only calls in the name of this account.'),
  id: z.string().min(1).max(200).optional().describe('Only calls with this id in their path.'),
  header: z
    .strictObject({
      name: z
        .string()
        .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'the name of a header')
        .refine((name) => !SECRET_HEADERS.includes(name.toLowerCase()), {
          error: 'a header without secrets; use account',
        }),
      equals: z.string().optional(),
      contains: z.string().min(1).optional(),
    })
    .optional()
    .describe('Only calls with this header; with such a value, where one is given.'),
  field: z
    .strictObject({
      path: z.string().min(1).max(200).describe('As in `params.duration` or `attachments.0`.'),
      equals: JsonValue.optional(),
      contains: z.string().min(1).optional(),
    })
    .optional()
    .describe('Only calls whose body has this field; with such a value, where one is given.'),
  nth: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('The first of the matching calls that it strikes.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('How likely it strikes a matching call; drawn from the seed.'),
  times: z
    .union([z.int().min(1).max(1_000_000), z.literal('always')], {
      error: 'a whole number from 1 to 1000000, or "always"',
    })
    .default(1)
    .describe('How many calls it strikes; `always`: until it is removed.'),
};

const wait = {
  ms: Milliseconds.default(1_000),
  real: z.boolean().default(false).describe('Whether `ms` are real time, not world time.'),
};
const afterWork = z.boolean().default(false).describe('Whether the work is done before.');
const NONE = {};

/** What each kind needs to know. */
const OWN_FIELDS = {
  error: {
    code: z.string().regex(/^[a-z0-9_]{1,100}$/, '1 to 100 of a-z, 0-9 and _'),
    message: z.string().min(1).max(10_000).optional(),
    status: z
      .int()
      .min(400)
      .max(599)
      .optional()
      .describe('That of the catalogue if left out, or 400 for an unknown code.'),
    retry_after_ms: Milliseconds.optional().describe('Sent as Retry-After; none if left out.'),
    after_work: afterWork,
  },
  reply: {
    preset: z
      .enum(Object.keys(REPLY_PRESETS) as [ReplyPresetName, ...ReplyPresetName[]])
      .optional(),
    status: z.int().min(200).max(599).optional(),
    content_type: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, 'visible ASCII characters')
      .optional(),
    body: z.string().max(MOST_BODY).optional(),
    after_work: afterWork,
  },
  latency: wait,
  'reset-before': NONE,
  'reset-during': NONE,
  'reset-after': NONE,
  'reply-lost': NONE,
  'reply-delayed': wait,
  'slow-headers': wait,
  'slow-body': { ...wait, bytes: z.int().min(1).max(MOST_BODY).default(64) },
  'empty-body': NONE,
  'wrong-content-type': NONE,
  'truncated-json': NONE,
  'malformed-json': NONE,
  'extra-fields': {
    fields: z
      .record(z.string().min(1).meta(OWN), JsonValue.meta(OWN))
      .default({ future_field: 'a later version' }),
  },
  'other-status': { value: z.string().min(1).max(100).default('paused') },
  'clock-skew': { skew_ms: z.int().min(-CENTURY_MS).max(CENTURY_MS).default(-300_000) },
} as const satisfies Record<CallFaultKind, z.ZodRawShape>;

function faultSchema(kind: CallFaultKind): z.ZodObject {
  return z
    .strictObject({ kind: z.literal(kind), ...OWN_FIELDS[kind], ...matcher })
    .check((context) => {
      const target = unreached(kind, (context.value as { operations?: FaultTarget[] }).operations);
      const plan = context.value as { preset?: string; status?: number };
      if (kind === 'reply' && plan.preset === undefined && plan.status === undefined) {
        const message = 'given, or else a preset';
        context.issues.push({ code: 'custom', path: ['status'], input: undefined, message });
      }
      if (target === undefined) return;
      const message = `operations whose reply "${kind}" can strike, unlike ${target}`;
      context.issues.push({ code: 'custom', path: ['operations'], input: target, message });
    })
    .meta({ id: `Plan${pascalCase(kind)}Fault`, description: CALL_FAULTS[kind].meaning, ...OWN });
}

/** The first of the targets that a kind of fault cannot strike. */
function unreached(kind: CallFaultKind, targets: readonly FaultTarget[] = []) {
  return targets.find((target) => !reaches(kind, target));
}

function pascalCase(kind: string): string {
  return kind.replace(/(?:^|-)([a-z])/g, (_all, first: string) => first.toUpperCase());
}

/** A plan of one kind in the words of the wire, with all defaults. */
type PlanOf<Kind extends CallFaultKind> = { kind: Kind } & z.output<
  z.ZodObject<(typeof OWN_FIELDS)[Kind]>
> &
  z.output<z.ZodObject<typeof matcher>>;

/** A plan in the words of the wire, with all defaults. */
export type PlanFault = { [Kind in CallFaultKind]: PlanOf<Kind> }[CallFaultKind];

const SCHEMAS = new Map<unknown, z.ZodObject>(
  CALL_FAULT_KINDS.map((kind) => [kind, faultSchema(kind)]),
);

const NoKind = z.looseObject({ kind: z.enum(CALL_FAULT_KINDS) });

/** The schema of one planned fault, by the kind that it names; in the words of the wire. */
export function faultSchemaOf(value: unknown): z.ZodType<PlanFault> {
  return (SCHEMAS.get(Object(value).kind) ?? NoKind) as unknown as z.ZodType<PlanFault>;
}

const KINDS = CALL_FAULT_KINDS.map((kind) => `"${kind}"`).join(', ');

/** What shall go wrong with the next matching calls. */
export const PlanFault = z
  .discriminatedUnion('kind', [...SCHEMAS.values()] as [z.ZodObject, ...z.ZodObject[]], {
    error: ({ code }) => (code === 'invalid_union' ? `one of ${KINDS}` : undefined),
  })
  .meta({ id: 'PlanFault', ...OWN });

/** The body of a request that plans a fault. */
export const planFaultBody: JsonBody<PlanFault> = {
  kind: 'json',
  document: () => PlanFault,
  pick: (value) => faultSchemaOf(value),
};
