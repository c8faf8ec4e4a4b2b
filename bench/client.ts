import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';

import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { Connection } from 'jsforce';
import type { IDataObject } from 'n8n-workflow';

import { parallelRequests } from '../nodes/SalesforceConnector/fields/sendAs';
import { DEFAULT_API_VERSION } from '../salesforce/api';
import type { OrgAccess, Outcome } from './cases/define';

/** Requests under way at once: as many as the node has where its user says nothing. */
export const PARALLEL = Number(parallelRequests.default);

/** A plain client of the REST API: paths begin behind the version. Connections stay open. */
export function plainClient({ url, token }: Pick<OrgAccess, 'token' | 'url'>, sockets = PARALLEL): AxiosInstance {
  return axios.create({
    baseURL: `${url}/services/data/v${DEFAULT_API_VERSION}/`,
    headers: { Authorization: `Bearer ${token}` },
    httpAgent: new Agent({ keepAlive: true, maxSockets: sockets }),
    httpsAgent: new TlsAgent({ keepAlive: true, maxSockets: sockets }),
    maxBodyLength: Infinity,
    maxRedirects: 0,
  });
}

/** Jobs of jsforce end as late as they must. */
const JOB_TIMEOUT_MS = 3_600_000;

/** A connection of jsforce, as its users have it: only the time limit of jobs is raised. */
export function connectionTo({ url, token }: Pick<OrgAccess, 'token' | 'url'>): Connection {
  const connection = new Connection({ instanceUrl: url, accessToken: token, version: DEFAULT_API_VERSION });
  connection.bulk2.pollTimeout = JOB_TIMEOUT_MS;
  return connection;
}

/** So many at once, in order of their beginning. */
export async function inParallel<T>(
  inputs: readonly T[],
  lanes: number,
  work: (input: T) => Promise<void>,
): Promise<void> {
  const rest = inputs.values();
  const lane = async (): Promise<void> => {
    for (const input of rest) await work(input);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export async function timed(work: () => Promise<number>): Promise<Outcome> {
  const begun = performance.now();
  const done = await work();
  return { done, ms: performance.now() - begun };
}

interface Page<T> {
  records: T[];
  nextRecordsUrl?: string;
}

/** The pages of a query, one ahead of what is being used. */
export async function* pages<T>(http: AxiosInstance, soql: string): AsyncGenerator<T[]> {
  let next: Promise<{ data: Page<T> }> | undefined = http.get('query', { params: { q: soql } });
  while (next !== undefined) {
    const { records, nextRecordsUrl }: Page<T> = (await next).data;
    next = nextRecordsUrl === undefined ? undefined : http.get(new URL(nextRecordsUrl, http.defaults.baseURL).href);
    yield records;
  }
}

/** A record's own fields, in an object that V8 keeps compact: one with a deleted property is a hash table. */
export function withoutAttributes(record: Readonly<IDataObject>): IDataObject {
  const copy: IDataObject = {};
  for (const name in record) if (name !== 'attributes') copy[name] = record[name];
  return copy;
}
