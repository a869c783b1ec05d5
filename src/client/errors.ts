import type { AnyErrorCode } from '../contracts/errors.ts';
import type { AnyTaskErrorCode, Generation } from './replies.ts';

/**
 * What the client itself says about a call that brought no reply it could read, or a stream that
 * ended before its completion.
 */
export type ClientErrorCode =
  | 'connection_failed'
  | 'timeout'
  | 'unreadable_reply'
  | 'incomplete_stream';

/** What is known about a failed call. */
export interface ApiCallFailure {
  readonly code: AnyErrorCode | ClientErrorCode;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A call that was refused or lost. `code` tells which; the message never contains the API key. */
export class ApiCallError extends Error {
  override readonly name = 'ApiCallError';
  readonly code: AnyErrorCode | ClientErrorCode;
  /** HTTP status, where a reply arrived. */
  readonly status: number | undefined;
  /** Id of the request, for support. */
  readonly requestId: string | undefined;
  /** What the reply asked to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, failure: ApiCallFailure) {
    super(message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/** The generation came to its end and failed; it costs what `generation.final_credits` says. */
export class GenerationFailedError extends Error {
  override readonly name = 'GenerationFailedError';
  readonly generation: Generation;
  /** Code of the task error, where the generation carries one. */
  readonly code: AnyTaskErrorCode | undefined;

  constructor(generation: Generation) {
    const { error } = generation;
    const reason = error ? `${error.code}, "${error.message}"` : 'it gives no reason';
    super(`Cannot finish the generation "${generation.id}": ${reason}`);
    this.generation = generation;
    this.code = error?.code;
  }
}

/** The generation did not end in time. It goes on: wait again, or retrieve it later. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly taskId: string;
  /** The generation at the last poll, if one was answered. */
  readonly lastGeneration: Generation | undefined;
  readonly waitedMs: number;

  constructor(
    taskId: string,
    wait: { lastGeneration: Generation | undefined; waitedMs: number; cause?: unknown },
  ) {
    const seen = wait.lastGeneration ? `is still "${wait.lastGeneration.status}"` : 'was not seen';
    super(
      `Cannot wait longer for the generation "${taskId}": it ${seen} after ${wait.waitedMs} ms`,
      wait.cause === undefined ? undefined : { cause: wait.cause },
    );
    this.taskId = taskId;
    this.lastGeneration = wait.lastGeneration;
    this.waitedMs = wait.waitedMs;
  }
}
