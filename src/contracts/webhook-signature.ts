import type { Switches } from './switches.ts';

/** How deliveries are signed: a position of the assumption `webhook.signature`. */
export type SignatureScheme = Switches['webhook.signature'];

/** The headers of both schemes; the names are part of the assumption `webhook.signature`. */
export const SIGNATURE_HEADERS = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
  hex: 'rivya-signature',
} as const;

/** What signing secrets begin with. */
export const SECRET_PREFIX = 'whsec_';

/** One delivery as it is signed: the exact bytes, and when they were sent. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string | Uint8Array;
}

/** Why a delivery is refused. */
export type VerificationFailure =
  | 'missing_header'
  | 'malformed_header'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'signature_mismatch';

/** What a delivery is held against. */
export interface Verification {
  readonly body: string | Uint8Array;
  readonly secrets: readonly string[];
  readonly nowMs: number;
  readonly toleranceMs: number;
}

/** A signature as it was received, with what it claims to cover. */
interface Claim {
  readonly scheme: SignatureScheme;
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** The headers of a delivery, with one signature per secret. */
export async function signatureHeaders(
  scheme: SignatureScheme,
  secrets: readonly string[],
  message: SignedMessage,
): Promise<Record<string, string>> {
  const content = contentOf(scheme, message);
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const key = await importKey(scheme, secret, 'sign');
      return new Uint8Array(await crypto.subtle.sign(HMAC, key, content));
    }),
  );
  if (scheme === 'timestamped-hex') {
    const parts = signatures.map((bytes) => `v1=${toHex(bytes)}`);
    return { [SIGNATURE_HEADERS.hex]: [`t=${message.timestamp}`, ...parts].join(',') };
  }
  return {
    [SIGNATURE_HEADERS.id]: message.id,
    [SIGNATURE_HEADERS.timestamp]: String(message.timestamp),
    [SIGNATURE_HEADERS.signature]: signatures.map((bytes) => `v1,${toBase64(bytes)}`).join(' '),
  };
}

/**
 * Why a delivery must not be trusted, or `undefined` if one of the secrets has signed it in time.
 * Signatures are compared in constant time.
 */
export async function findFailure(
  header: (name: string) => string | undefined,
  { body, secrets, nowMs, toleranceMs }: Verification,
): Promise<VerificationFailure | undefined> {
  const claim = readStandard(header) ?? readHex(header);
  if (typeof claim === 'string') return claim;
  const ageMs = nowMs - claim.timestamp * 1_000;
  if (ageMs > toleranceMs) return 'timestamp_too_old';
  if (ageMs < -toleranceMs) return 'timestamp_too_new';
  const content = contentOf(claim.scheme, { ...claim, body });
  for (const secret of secrets) {
    const key = await importKey(claim.scheme, secret, 'verify');
    for (const signature of claim.signatures) {
      if (await crypto.subtle.verify(HMAC, key, signature, content)) return undefined;
    }
  }
  return 'signature_mismatch';
}

function readStandard(
  header: (name: string) => string | undefined,
): Claim | VerificationFailure | undefined {
  const signature = header(SIGNATURE_HEADERS.signature);
  if (signature === undefined) return undefined;
  const id = header(SIGNATURE_HEADERS.id);
  const timestamp = header(SIGNATURE_HEADERS.timestamp);
  if (id === undefined || timestamp === undefined) return 'missing_header';
  const signatures = signature
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .flatMap((part) => fromBase64(part.slice(3)) ?? []);
  return claimOf({ scheme: 'standard-webhooks', id, signatures }, timestamp);
}

function readHex(header: (name: string) => string | undefined): Claim | VerificationFailure {
  const value = header(SIGNATURE_HEADERS.hex);
  if (value === undefined) return 'missing_header';
  const parts = value.split(',').map((part) => part.trim());
  const timestamp = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  const signatures = parts
    .filter((part) => part.startsWith('v1='))
    .flatMap((part) => fromHex(part.slice(3)) ?? []);
  return claimOf({ scheme: 'timestamped-hex', id: '', signatures }, timestamp);
}

function claimOf(claim: Omit<Claim, 'timestamp'>, timestamp: string): Claim | VerificationFailure {
  if (!/^\d{1,12}$/.test(timestamp) || claim.signatures.length === 0) return 'malformed_header';
  return { ...claim, timestamp: Number(timestamp) };
}

function contentOf(
  scheme: SignatureScheme,
  { id, timestamp, body }: SignedMessage,
): Uint8Array<ArrayBuffer> {
  const start = scheme === 'timestamped-hex' ? `${timestamp}.` : `${id}.${timestamp}.`;
  const head = encode(start);
  const tail = typeof body === 'string' ? encode(body) : body;
  const content = new Uint8Array(head.length + tail.length);
  content.set(head);
  content.set(tail, head.length);
  return content;
}

function importKey(scheme: SignatureScheme, secret: string, usage: 'sign' | 'verify') {
  const bytes =
    scheme === 'timestamped-hex'
      ? encode(secret)
      : fromBase64(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret);
  if (bytes === undefined || bytes.length === 0) {
    throw new TypeError('Cannot use the webhook secret: expected whsec_ and Base64');
  }
  return crypto.subtle.importKey('raw', bytes, HMAC, false, [usage]);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const letters = /^([A-Za-z0-9+/]+)={0,2}$/.exec(text)?.[1];
  if (letters === undefined || letters.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
