import type { AddressInfo } from 'node:net';

import { registerApexRest } from './apex';
import { registerBulk } from './bulk';
import { registerControl } from './control';
import { CONTROL, superviseTraffic } from './control/traffic';
import { registerOAuth } from './oauth';
import { requireSignIn } from './oauth/bearer';
import type { Sessions } from './oauth/sessions';
import { type OrgOptions, createOrg } from './org';
import { registerRest } from './rest';
import { registerSoap } from './soap';
import { createServer } from './server';
import type { StreamingControl } from './control/streaming';
import type { Org } from './types';

export type { OrgOptions } from './org';

/** A running org, and what a client needs to know to sign in. */
export interface RunningOrg {
  /** Its My Domain, and the `instance_url` of every token. */
  readonly url: string;
  /** The login host, as login.salesforce.com is. */
  readonly loginUrl: string;
  readonly controlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
  /** PEM, PKCS#8: signs JWTs of the app. */
  readonly privateKey: string;
  /** Where the same key lies, readable by its user alone. */
  readonly privateKeyFile: string;
  readonly org: Org;
  /** The Streaming API: its settings, its channels, and what is to go wrong. */
  readonly streaming: StreamingControl;
  /** For tests that need a session without a round of OAuth. */
  readonly sessions: Sessions;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Starts an org on 127.0.0.1: OAuth, REST and the control address, with seeded data, in this process. */
export async function startOrg(options: OrgOptions = {}): Promise<RunningOrg> {
  const parts = createOrg(options);
  const { org, oauth, app, key, username, password } = parts;

  const server = await createServer(options.tls);
  server.decorate('org', org);
  superviseTraffic(server, { ...parts, sessions: oauth.sessions });
  requireSignIn(server, oauth.sessions, parts.usage);
  registerOAuth(server, oauth);
  registerRest(server);
  registerApexRest(server);
  registerBulk(server, parts.bulk);
  registerSoap(server, { sessions: oauth.sessions, usage: parts.usage });
  parts.comet.register(server);
  registerControl(server, parts);
  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  parts.locate((server.server.address() as AddressInfo).port);

  return {
    url: org.url,
    loginUrl: oauth.hosts.login,
    controlUrl: `${org.url}${CONTROL}`,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    username,
    password,
    privateKey: key.privateKey,
    privateKeyFile: key.file,
    org,
    streaming: parts.streaming,
    sessions: oauth.sessions,
    close: async () => {
      org.outboundMessages.close();
      await server.close();
      await org.blobs.close();
    },
  };
}
