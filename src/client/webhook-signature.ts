import type { ASSUMPTIONS } from '../contracts/assumptions.ts';
import {
  findFailure,
  type SignatureScheme,
  signatureHeaders,
  type VerificationFailure,
} from '../contracts/webhook-signature.ts';
import { checkNames } from './check.ts';
import type { WebhookEvent } from './replies.ts';

const TOLERANCE_MS: (typeof ASSUMPTIONS)['webhook.tolerance']['value'] = 300_000;

/** Headers as a platform or a framework gives them. */
export type HeadersLike =
  | Headers
  | { readonly [name: string]: string | readonly string[] | undefined };

/** A delivery as a receiver got it. */
export interface ReceivedWebhook {
  /** The raw body, before anything has parsed it. */
  body: string | Uint8Array;
  headers: HeadersLike;
  /** The signing secret, or several while one replaces another. */
  secret: string | readonly string[];
  /** The present time. @default now */
  now?: number | Date | undefined;
  /** How old or new the timestamp may be. @default 300_000 */
  toleranceMs?: number | undefined;
}

/** A delivery as a sender makes it. */
export interface WebhookToSign {
  /** Id of the delivery. */
  id: string;
  body: string | Uint8Array;
  secret: string;
  /** When it is sent. @default now */
  now?: number | Date | undefined;
  /** @default 'standard-webhooks' */
  scheme?: SignatureScheme | undefined;
}

const REASONS: Record<VerificationFailure | 'unreadable_body', string> = {
  missing_header: 'a signature header is missing',
  malformed_header: 'a signature header cannot be read',
  timestamp_too_old: 'the timestamp is too old',
  timestamp_too_new: 'the timestamp is in the future',
  signature_mismatch: 'no signature fits the body and the secret',
  unreadable_body: 'the body is not the JSON of an event',
};

/** A delivery that must not be trusted; `reason` tells why. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  readonly reason: VerificationFailure | 'unreadable_body';

  constructor(reason: VerificationFailure | 'unreadable_body') {
    super(`Cannot trust the webhook: ${REASONS[reason]}`);
    this.reason = reason;
  }
}

/**
 * Resolves with the event of a delivery that was signed with the secret, and in time. Both signature
 * schemes are understood; signatures are compared in constant time.
 *
 * @throws {WebhookVerificationError} if the delivery must not be trusted.
 * @throws {TypeError | RangeError} if the secret, the time or the tolerance makes no sense.
 * @see https://rivya.ai/docs/api-webhooks
 */
export async function verifyWebhook(received: ReceivedWebhook): Promise<WebhookEvent> {
  checkNames('verify the webhook', received, ['body', 'headers', 'secret', 'now', 'toleranceMs']);
  const { body, headers, secret, now = Date.now(), toleranceMs = TOLERANCE_MS } = received;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new TypeError('Cannot verify the webhook: "body" must be the raw body, text or bytes');
  }
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (!Array.isArray(secrets) || secrets.length === 0 || !secrets.every(isText)) {
    throw new TypeError('Cannot verify the webhook: "secret" must be a secret, or a list of some');
  }
  if (
    typeof headers !== 'object' ||
    headers === null ||
    Symbol.iterator in headers === !(headers instanceof Headers)
  ) {
    throw new TypeError(
      'Cannot verify the webhook: "headers" must be Headers or an object of them',
    );
  }
  if (Number.isNaN(Number(now)) || !(toleranceMs >= 0)) {
    throw new RangeError('Cannot verify the webhook: "now" must be a time, "toleranceMs" from 0');
  }
  const reason = await findFailure((name) => readHeader(headers, name), {
    body,
    secrets,
    nowMs: Number(now),
    toleranceMs,
  });
  if (reason !== undefined) throw new WebhookVerificationError(reason);
  const event = parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  if (event === undefined) throw new WebhookVerificationError('unreadable_body');
  return event;
}

/**
 * The headers of a delivery that the receiver under test shall accept.
 *
 * @throws {TypeError} if the secret is none.
 * @see https://rivya.ai/docs/api-webhooks
 */
export async function signWebhook(webhook: WebhookToSign): Promise<Record<string, string>> {
  checkNames('sign the webhook', webhook, ['id', 'body', 'secret', 'now', 'scheme']);
  const { id, body, secret, now = Date.now(), scheme = 'standard-webhooks' } = webhook;
  if (!isText(id) || id.includes('.')) {
    throw new TypeError('Cannot sign the webhook: "id" must be a text without "."');
  }
  const timestamp = Math.floor(Number(now) / 1_000);
  return signatureHeaders(scheme, [secret], { id, timestamp, body });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parse(text: string): WebhookEvent | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && isText(value?.type) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readHeader(headers: HeadersLike, wanted: string): string | undefined {
  if (headers instanceof Headers) return headers.get(wanted) ?? undefined;
  const name = Object.keys(headers).find((name) => name.toLowerCase() === wanted);
  const value = name === undefined ? undefined : headers[name];
  return typeof value === 'string' ? value : value?.join(' ');
}
