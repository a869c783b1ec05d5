/** A planned fault that did something to a request. */
export interface AppliedFault {
  /** The id that the fault got when it was planned. */
  readonly id: string;
  /** What it did, as a phrase: "503 public_api_disabled", "reply lost". */
  readonly summary: string;
}

/** A directive that a request carried. */
export interface AppliedDirective {
  /** The field that carried it, as in `prompt`. */
  readonly field: string;
  /** As it was written, without its brackets. */
  readonly text: string;
}

/** A fault or plan that was waiting, and almost matched a request. */
export interface NearMiss {
  readonly kind: 'fault' | 'plan';
  readonly id: string;
  /** Why it did not match: the one condition that failed, with both values. */
  readonly reason: string;
}

/** What planned misfortune did to one request, and what almost did. */
export interface Evidence {
  readonly faults: AppliedFault[];
  readonly directives: AppliedDirective[];
  readonly nearMisses: NearMiss[];
}

/** Evidence to which is added while a request is served. */
export function newEvidence(): Evidence {
  return { faults: [], directives: [], nearMisses: [] };
}

/** The one condition that failed; `undefined` where none did, or several. */
export function soleOf(reasons: readonly string[] | undefined): string | undefined {
  return reasons?.length === 1 ? reasons[0] : undefined;
}
