import type { CallFaultKind, FaultTarget } from '../../contracts/call-faults.ts';
import type { AnyErrorCode } from '../../contracts/errors.ts';
import type { ReplyPresetName } from '../../contracts/reply-presets.ts';

/** Which calls a fault is for, and how often; what is left out fits to every call. */
export interface CallMatcher {
  /** Only calls of these operations; `media` is the download of an upload or a result. */
  readonly operations?: readonly FaultTarget[];
  /** Only calls with this `model`. */
  readonly model?: string;
  /** Only calls in the name of this account. */
  readonly account?: string;
  /** Only calls with this id in their path. */
  readonly id?: string;
  /** Only calls with this header; with such a value, where one is given. */
  readonly header?: {
    readonly name: string;
    readonly equals?: string;
    readonly contains?: string;
  };
  /** Only calls whose body has the field at `path`, as in `params.duration`. */
  readonly field?: {
    readonly path: string;
    readonly equals?: unknown;
    readonly contains?: string;
  };
  /**
   * The first of the matching calls that it strikes.
   * @default 1
   */
  readonly nth?: number;
  /**
   * How likely it strikes a matching call; drawn from the seed.
   * @default 1
   */
  readonly probability?: number;
  /**
   * How many calls it strikes; `always`: until it is removed.
   * @default 1
   */
  readonly times?: number | 'always';
}

interface Wait {
  /** @default 1000 */
  readonly ms?: number;
  /**
   * Whether `ms` are real time, not world time.
   * @default false
   */
  readonly real?: boolean;
}

interface AfterWork {
  /**
   * Whether the work is done before.
   * @default false
   */
  readonly afterWork?: boolean;
}

/** A refusal with any code, also one that the catalogue does not know. */
export interface ErrorFault extends AfterWork {
  readonly kind: 'error';
  readonly code: AnyErrorCode;
  readonly message?: string;
  /** @default that of the catalogue, or 400 for an unknown code */
  readonly status?: number;
  /** Sent as Retry-After; none if left out. */
  readonly retryAfterMs?: number;
}

/** Any status with any body: a preset, or by hand. */
export interface ReplyFault extends AfterWork {
  readonly kind: 'reply';
  readonly preset?: ReplyPresetName;
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
}

/** What can go wrong with a call; the catalogue `CALL_FAULTS` says what each kind does. */
export type FaultAction =
  | ErrorFault
  | ReplyFault
  | (Wait & { readonly kind: 'latency' | 'reply-delayed' | 'slow-headers' })
  | (Wait & {
      readonly kind: 'slow-body';
      /** @default 64 */
      readonly bytes?: number;
    })
  | { readonly kind: 'extra-fields'; readonly fields?: Readonly<Record<string, unknown>> }
  | { readonly kind: 'other-status' /** @default 'paused' */; readonly value?: string }
  | { readonly kind: 'clock-skew' /** @default -300000 */; readonly skewMs?: number }
  | { readonly kind: BareKind };

/** Kinds that need to know nothing more. */
type BareKind = Exclude<
  CallFaultKind,
  | 'error'
  | 'reply'
  | 'latency'
  | 'reply-delayed'
  | 'slow-headers'
  | 'slow-body'
  | 'extra-fields'
  | 'other-status'
  | 'clock-skew'
>;

/** What shall go wrong with the next matching calls. */
export type CallFault = CallMatcher & FaultAction;

/** What a fault is matched with. */
export interface CallSubject {
  readonly target: FaultTarget;
  readonly account: string | undefined;
  /** The id in its path. */
  readonly id: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
  /** Whether only faults that name its operation are for it, as it belongs to no world by itself. */
  readonly isPublic: boolean;
}
