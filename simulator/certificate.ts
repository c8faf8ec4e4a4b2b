import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a server shows that speaks TLS, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAYS = 30;

/** Where a folder has its certificate: Node trusts the one that NODE_EXTRA_CA_CERTS names. */
export const certificateFile = (folder: string): string => path.join(folder, 'cert.pem');

/**
 * The certificate of a folder, for this machine's own names; made if there is none.
 * @throws where there is no openssl
 */
export function certificateIn(folder: string): Certificate {
  const files = { key: path.join(folder, 'key.pem'), cert: certificateFile(folder) };
  if (!existsSync(files.cert)) makeCertificate(folder, files);
  return { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') };
}

function makeCertificate(folder: string, files: Certificate): void {
  mkdirSync(folder, { recursive: true });
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(DAYS)],
        ...['-subj', '/CN=localhost', '-addext', names, '-keyout', files.key, '-out', files.cert],
      ],
      { stdio: 'pipe' },
    );
  } catch (error) {
    throw new Error('TLS needs a certificate, and openssl, which makes one, is not there or failed.', { cause: error });
  }
}
