import { assumed, documented, type Source } from './source.ts';
import type { Switches } from './switches.ts';

/** What a caller should do with a refusal: change the request, or send it again after a while. */
export type RetryAdvice = 'fix-request' | 'retry-later';

/** A row of the catalogue of error codes. */
export interface ErrorRow {
  /** HTTP status of the reply. */
  readonly status: number;
  /** When the code is used. */
  readonly meaning: string;
  /** What the caller should do. */
  readonly action: string;
  readonly retry: RetryAdvice;
  /** Rivya's own wording, where a page shows it; it wins over any message of the fake. */
  readonly message?: string;
  readonly source: Source;
  /** Set where the code is documented and its status is not. */
  readonly statusSource?: Source;
  /** Set where the code is documented, and not when it is used. */
  readonly meaningSource?: Source;
}

/** CATALOGUE of the error codes of HTTP replies; the order is that of the documentation. */
export const ERRORS = {
  public_api_disabled: {
    status: 503,
    meaning: 'The public API is switched off for now.',
    action: 'Retry later, or use Studio.',
    retry: 'retry-later',
    source: documented('errors'),
  },
  api_key_missing: {
    status: 401,
    meaning: 'The request carries no Bearer key.',
    action: 'Send the header Authorization: Bearer <key>.',
    retry: 'fix-request',
    message: 'A valid Bearer API key is required.',
    source: documented('errors'),
  },
  api_key_invalid: {
    status: 401,
    meaning: 'The key cannot be verified.',
    action: 'Check the key, or rotate it.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  api_key_revoked: {
    status: 401,
    meaning: 'The key was revoked in Settings.',
    action: 'Use a new key.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  api_key_expired: {
    status: 401,
    meaning: 'The key is past its validity.',
    action: 'Use a new key.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  api_scope_denied: {
    status: 403,
    meaning: 'The key lacks the scope of the operation.',
    action: 'Use a key that has the scope.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  rate_limited: {
    status: 429,
    meaning: 'Too many requests in the current window.',
    action: 'Back off and retry later.',
    retry: 'retry-later',
    source: documented('errors'),
  },
  validation_failed: {
    status: 400,
    meaning: 'Body, model, prompt or params are invalid.',
    action: "Compare the request with the model's reference.",
    retry: 'fix-request',
    source: documented('errors'),
  },
  not_found: {
    status: 404,
    meaning: 'The thing does not exist, or belongs to another account.',
    action: 'Check the id and the account.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  webhook_url_rejected: {
    status: 400,
    meaning: 'The webhook URL is not allowed.',
    action: 'Use a public HTTPS URL without credentials, fragment, localhost or private address.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  chat_model_not_supported: {
    status: 400,
    meaning: 'The model cannot be used for chat.',
    action: 'Choose an available chat model from the model list.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  chat_session_conflict: {
    status: 409,
    meaning: 'The session cannot be used for this request.',
    action: 'Use a session that the API made for the same account and model.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  chat_attachment_not_supported: {
    status: 400,
    meaning: 'The attachment cannot be used.',
    action: 'Upload an image with the Files API and pass its file_id.',
    retry: 'fix-request',
    source: documented('errors'),
  },
  idempotency_conflict: {
    status: 409,
    meaning: 'The Idempotency-Key belongs to another request, or its request is still running.',
    action: 'Use a new key for a new request; wait for the first reply before a retry.',
    retry: 'fix-request',
    source: documented('errors'),
    meaningSource: assumed('idempotency.sameRequest'),
  },
  insufficient_credits: {
    status: 402,
    meaning: 'The balance does not cover the request.',
    action: 'Add credits, or choose a cheaper model.',
    retry: 'fix-request',
    source: documented('credits'),
    statusSource: assumed('error.insufficientCredits'),
  },
  internal_error: {
    status: 500,
    meaning: 'The server failed unexpectedly.',
    action: 'Retry later.',
    retry: 'retry-later',
    source: assumed('error.internal'),
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** An error code as a client sees it: codes may be added at any time, so unknown ones are strings. */
export type AnyErrorCode = ErrorCode | (string & {});

/** CATALOGUE of the codes in the `error` of a failed generation. */
export const TASK_ERRORS = {
  generation_failed: {
    meaning: 'The generation failed.',
    action: 'Start it again, or change prompt and params.',
    message: 'The generation failed.',
    source: documented('generationStatus'),
  },
  insufficient_credits: {
    meaning: 'The balance did not cover the generation.',
    action: 'Add credits and start it again.',
    message: 'The balance does not cover the generation.',
    source: assumed('error.insufficientCredits'),
  },
} as const satisfies Record<
  string,
  { meaning: string; action: string; message: string; source: Source }
>;

export type TaskErrorCode = keyof typeof TASK_ERRORS;

/** The HTTP status of a code under the given switches. */
export function statusOf(code: ErrorCode, switches: Switches): number {
  if (code !== 'insufficient_credits') return ERRORS[code].status;
  const position = switches['error.insufficientCredits'];
  return position.startsWith('http') ? Number(position.slice(4)) : ERRORS[code].status;
}
