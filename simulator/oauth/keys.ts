import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

export interface AppKey {
  /** PEM, PKCS#8. */
  readonly privateKey: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  readonly file: string;
}

/** A folder of the user's own; a fresh one when somebody else has taken the usual name. */
function keyFolder(): string {
  const folder = path.join(tmpdir(), `simulated-salesforce-org-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const own = stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
  if (!own) return mkdtempSync(`${folder}-`);
  chmodSync(folder, 0o700);
  return folder;
}

/** Writes the key whole or not at all: of several processes that start at once, the first one's key is everyone's. */
function publish(file: string, key: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, key, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The app's RSA key of 2048 bits: made once, then kept in a file that only its user can read. */
export function appKey(folder = keyFolder()): AppKey {
  const file = path.join(folder, 'app.key');
  if (readKey(file) === undefined) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    publish(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  }
  const privateKey = readFileSync(file, 'utf8');
  return { privateKey, publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string, file };
}
