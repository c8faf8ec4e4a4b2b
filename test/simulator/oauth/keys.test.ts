import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test } from '@jest/globals';

import { appKey } from '../../../simulator/oauth/keys';

const folder = mkdtempSync(path.join(tmpdir(), 'app-key-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('The app’s key', () => {
  const first = appKey(folder);

  test('is RSA of 2048 bits, in a file that only its user can read', () => {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(first.publicKey);
    expect([asymmetricKeyType, asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', 2048]);
    expect(readFileSync(first.file, 'utf8')).toBe(first.privateKey);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
  });

  test('is made once, and nothing else is left behind', () => {
    expect(appKey(folder)).toEqual(first);
    expect(readdirSync(folder)).toEqual(['app.key']);
  });
});
