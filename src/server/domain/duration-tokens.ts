import { createHmac, timingSafeEqual } from 'node:crypto';
import { ASSUMPTIONS } from '../../contracts/assumptions.ts';

/** What a token is bound to. */
export interface TokenOwner {
  readonly fileId: string;
  readonly account: string;
}

/** Why a token is worth nothing. */
export type TokenFlaw = 'forged' | 'other-account' | 'other-file' | 'expired';

/** Issues and checks the duration tokens of one world. */
export class DurationTokens {
  readonly #now: () => number;
  readonly #secret: string;

  constructor(now: () => number, secret: string) {
    this.#now = now;
    this.#secret = secret;
  }

  /** A token for the file, valid from now on. */
  issue({ fileId, account }: TokenOwner): string {
    const expiresAtMs = this.#now() + ASSUMPTIONS['file.durationToken'].value;
    const content = Buffer.from(JSON.stringify([fileId, account, expiresAtMs])).toString(
      'base64url',
    );
    return `${content}.${this.#sign(content).toString('base64url')}`;
  }

  /** What is wrong with a token for the file; `undefined` if it is good. */
  check(token: string, { fileId, account }: TokenOwner): TokenFlaw | undefined {
    const [content = '', signature = '', ...rest] = token.split('.');
    const received = Buffer.from(signature, 'base64url');
    const wanted = this.#sign(content);
    const isOurs = received.length === wanted.length && timingSafeEqual(received, wanted);
    if (!isOurs || rest.length > 0) return 'forged';
    const [file, owner, expiresAtMs] = JSON.parse(Buffer.from(content, 'base64url').toString());
    if (owner !== account) return 'other-account';
    if (file !== fileId) return 'other-file';
    return expiresAtMs <= this.#now() ? 'expired' : undefined;
  }

  #sign(content: string): Buffer {
    return createHmac('sha256', this.#secret).update(content).digest();
  }
}
