import { generateKeyPairSync } from 'node:crypto';

/** An RSA key pair, made once for each test file. */
export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The private key as OpenSSL 3 writes it. */
export const pkcs8 = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
