import { createHash } from 'node:crypto';

import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';

const KEY_ID = '244';

interface SigningKey {
  privateKey: CryptoKey;
  publicJwk: JWK;
}

async function createKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' } };
}

/** What an ID token says: OpenID Connect Core 1.0, section 2. */
export interface IdClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly accessToken: string;
  readonly nonce: string | undefined;
  readonly now: Date;
}

const LIFETIME = 120;

/** Orgs in one process share it: to make one takes longer than to start an org. */
let signingKey: Promise<SigningKey> | undefined;

/** The key that the org signs ID tokens with; made when it is first needed. */
export class IdentityKey {
  /** As `/id/keys` publishes it. */
  async jwks(): Promise<{ keys: JWK[] }> {
    return { keys: [(await this.#signingKey()).publicJwk] };
  }

  async sign({ issuer, subject, audience, accessToken, nonce, now }: IdClaims): Promise<string> {
    const { privateKey } = await this.#signingKey();
    const issuedAt = Math.floor(now.getTime() / 1000);
    const hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
    return new SignJWT({ at_hash: hash, ...(nonce === undefined ? {} : { nonce }) })
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME)
      .sign(privateKey);
  }

  #signingKey(): Promise<SigningKey> {
    signingKey ??= createKey();
    return signingKey;
  }
}
