import { createHash, randomBytes } from 'node:crypto';

import type { Clock } from '../types';
import { invalidGrant, invalidRequest, redirectMismatch } from './errors';

/** Salesforce's authorization codes live 15 minutes. */
const LIFETIME = 15 * 60_000;

/** What a user consented to, waiting for the app to fetch its tokens. */
export interface Consent {
  readonly clientId: string;
  readonly userId: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
}

/** What the app shows to get them. */
export interface Redemption {
  readonly code: string | undefined;
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly codeVerifier: string | undefined;
}

/** RFC 7636, S256. */
function checkVerifier(challenge: string | undefined, verifier: string | undefined): void {
  if (challenge === undefined) return;
  if (verifier === undefined) throw invalidGrant('missing required code verifier');
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge) {
    throw invalidRequest('invalid code verifier');
  }
}

/** Authorization codes: each is redeemed once, by the app it was made for. */
export class Codes {
  readonly #waiting = new Map<string, { consent: Consent; expiresAt: number }>();

  constructor(private readonly clock: Clock) {}

  issue(consent: Consent): string {
    const code = `aPrx${randomBytes(42).toString('base64url')}==`;
    this.#waiting.set(code, { consent, expiresAt: this.clock.now().getTime() + LIFETIME });
    return code;
  }

  redeem({ code, clientId, redirectUri, codeVerifier }: Redemption): Consent {
    if (code === undefined) throw invalidRequest('missing required parameter: code');
    const waiting = this.#waiting.get(code);
    this.#waiting.delete(code);
    if (waiting === undefined || waiting.expiresAt <= this.clock.now().getTime()) {
      throw invalidGrant('expired authorization code');
    }
    const { consent } = waiting;
    if (consent.clientId !== clientId) throw invalidGrant('invalid authorization code');
    if (consent.redirectUri !== redirectUri) throw redirectMismatch();
    checkVerifier(consent.codeChallenge, codeVerifier);
    return consent;
  }
}
