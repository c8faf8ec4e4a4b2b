import axios from 'axios';
import type { AxiosInstance } from 'axios';

import { startOrg } from '../../simulator';
import type { OrgOptions, RunningOrg } from '../../simulator';
import { adminUserId } from '../../simulator/data';

/** A running org with a session of its administrator. */
export interface SignedInOrg extends RunningOrg {
  readonly token: string;
  /** Requests to `/services/data/v68.0` with the session; an answer of any status resolves. */
  readonly http: AxiosInstance;
}

/** Starts an org of `size` contacts, or of these options, on a free port; signed in without a round of OAuth. */
export async function startSignedIn(size = 10, options: OrgOptions = {}): Promise<SignedInOrg> {
  const running = await startOrg({ size, ...options });
  const token = openSession(running);
  const http = axios.create({
    baseURL: `${running.url}/services/data/v68.0`,
    headers: { Authorization: `Bearer ${token}` },
    validateStatus: () => true,
  });
  return { ...running, token, http };
}

/** Another session of the administrator. */
export const openSession = (running: RunningOrg): string =>
  running.sessions.open({
    userId: adminUserId,
    username: running.username,
    clientId: running.clientId,
    scopes: ['api'],
    grantId: null,
  }).token;
