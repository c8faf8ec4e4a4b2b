import type { AddressInfo } from 'node:net';

import { createClock } from './clock';
import { requireSignIn } from './oauth/bearer';
import { Sessions } from './oauth/sessions';
import { registerRest } from './rest';
import { createServer } from './server';
import type { Org, Store } from './types';
import { ApiUsage } from './usage';

const ORG_ID = '00D5g000004XYZaEAO';

export interface OrgOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  store: Store;
}

/** A running org. */
export interface RunningOrg {
  readonly url: string;
  readonly org: Org;
  readonly sessions: Sessions;
  close(): Promise<void>;
}

/** Starts an org on 127.0.0.1. */
export async function startOrg(options: OrgOptions): Promise<RunningOrg> {
  const clock = createClock();
  const usage = new ApiUsage(clock, 100_000);
  const sessions = new Sessions(clock, ORG_ID, 2 * 3_600_000);
  const app = await createServer();
  const org = { id: ORG_ID, store: options.store, clock, url: '', usage, locators: new Map<string, unknown>() };
  app.decorate('org', org);
  requireSignIn(app, sessions, usage);
  registerRest(app);
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  org.url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { url: org.url, org, sessions, close: () => app.close() };
}
