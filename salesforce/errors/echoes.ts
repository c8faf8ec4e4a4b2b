import { hasSecret, withoutSecrets } from './secrets';
import { isRecord } from './shapes';

/** Data without the session that it repeats just as it was sent, as Apex and flows can return it; any other as it is. */
export function withoutEchoes(data: unknown): unknown {
  return repeats(data) ? withoutSecretsIn(data) : data;
}

function repeats(data: unknown): boolean {
  if (typeof data === 'string') return hasSecret(data);
  if (Array.isArray(data)) return data.some(repeats);
  return isRecord(data) && Object.entries(data).some(([name, value]) => hasSecret(name) || repeats(value));
}

/** Data without any part of a secret that was sent, however it is written. */
export function withoutSecretsIn(data: unknown): unknown {
  if (typeof data === 'string') return withoutSecrets(data);
  if (Array.isArray(data)) return data.map(withoutSecretsIn);
  if (!isRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [withoutSecrets(name), withoutSecretsIn(value)]),
  );
}
