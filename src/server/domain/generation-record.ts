import type { GenerationRequest } from '../../contracts/create-generation.ts';
import type { GenerationError, GenerationStatus } from '../../contracts/generations.ts';
import { type MediaModelId, modelRow } from '../../contracts/models/index.ts';
import type { Account } from './accounts.ts';
import type { Size } from './output-sizes.ts';

/** One generation, as the fake remembers it. */
export interface GenerationRecord {
  readonly id: string;
  readonly account: Account;
  readonly model: MediaModelId;
  readonly prompt: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** The pixels of the image that gives the video its shape, as they were known at the start. */
  readonly frame: Size | undefined;
  readonly reservedCredits: number;
  readonly createdAtMs: number;
  status: GenerationStatus;
  updatedAtMs: number;
  finalCredits: number;
  /** Paths of the outputs below the origin of the fake. */
  outputs: readonly string[] | undefined;
  error: GenerationError | undefined;
}

const NEXT: Record<GenerationStatus, readonly GenerationStatus[]> = {
  queued: ['processing', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

/** A generation that has just begun, at the price of its model. */
export function newRecord(
  id: string,
  account: Account,
  { model, prompt, params, frame }: GenerationRequest & { readonly frame: Size | undefined },
  nowMs: number,
): GenerationRecord {
  return {
    id,
    account,
    model,
    prompt,
    params,
    frame,
    reservedCredits: modelRow(model).baseCredits,
    createdAtMs: nowMs,
    status: 'queued',
    updatedAtMs: nowMs,
    finalCredits: 0,
    outputs: undefined,
    error: undefined,
  };
}

/** Moves a generation to a status that may follow on its own. */
export function moveTo(record: GenerationRecord, status: GenerationStatus, nowMs: number): void {
  if (!NEXT[record.status].includes(status)) {
    throw new Error(`The generation ${record.id} cannot go from ${record.status} to ${status}`);
  }
  record.status = status;
  record.updatedAtMs = nowMs;
}
