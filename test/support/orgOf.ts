import type { Send } from '../../salesforce/http';
import { createOrg, type Org, type OrgSettings } from '../../salesforce/org';

/** An org over a Send, in version 67.0; its waits are over when everything else had its turn. */
export function orgOf(send: Send, settings: Partial<Omit<OrgSettings, 'send'>> = {}): Org {
  const wait = () => new Promise<void>((resolve) => setImmediate(resolve));
  return createOrg({ send, version: '67.0', wait, ...settings });
}
