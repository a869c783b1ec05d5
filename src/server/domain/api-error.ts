import { ERRORS, type ErrorCode, type ErrorRow } from '../../contracts/errors.ts';

/** A documented refusal. It carries a code; status and advice are in the catalogue of errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** How long the caller should wait, where that is known. */
  readonly retryAfterMs: number | undefined;

  /** Rivya's own wording, where the catalogue has it, wins over `message`. */
  constructor(code: ErrorCode, message?: string, more: { retryAfterMs?: number } = {}) {
    const row: ErrorRow = ERRORS[code];
    super(row.message ?? message ?? row.meaning);
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
  }
}
