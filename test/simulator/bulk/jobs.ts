import axios, { type AxiosInstance } from 'axios';

import type { BulkSettings } from '../../../simulator/bulk';
import type { ChoiceSettings } from '../../../simulator/choices';
import type { SignedInOrg } from '../../support/org';

export type Info = Readonly<Record<string, unknown>> & { readonly id: string; readonly state: string };

const ENDED = new Set(['Aborted', 'Failed', 'JobComplete']);

/** Sets the Bulk API by the control address. */
export async function set(org: SignedInOrg, settings: Partial<BulkSettings>): Promise<void> {
  await axios.post(`${org.controlUrl}/bulk`, settings);
}

/** Sets what the org chooses for itself by the control address. */
export async function choose(org: SignedInOrg, settings: Partial<ChoiceSettings>): Promise<void> {
  await axios.post(`${org.controlUrl}/choices`, settings);
}

export async function reset(org: SignedInOrg): Promise<void> {
  await axios.post(`${org.controlUrl}/reset`, {});
}

export async function advance(org: SignedInOrg, milliseconds: number): Promise<void> {
  await axios.post(`${org.controlUrl}/clock`, { advance: milliseconds });
}

export const CSV = { headers: { 'Content-Type': 'text/csv' } };

/** Asks for the job until what it says of itself is as wanted. */
export async function until(http: AxiosInstance, path: string, wanted: (info: Info) => boolean): Promise<Info> {
  for (;;) {
    const { data } = await http.get<Info>(path);
    if (wanted(data)) return data;
  }
}

export const ended = (http: AxiosInstance, path: string): Promise<Info> =>
  until(http, path, ({ state }) => ENDED.has(state));

/** Creates an ingest job and uploads its data. */
export async function upload(http: AxiosInstance, job: object, csv: string): Promise<string> {
  const { data } = await http.post<Info>('/jobs/ingest', job);
  await http.put(`/jobs/ingest/${data.id}/batches`, csv, CSV);
  return `/jobs/ingest/${data.id}`;
}

/** A whole ingest job, from its creation to its results. */
export async function load(http: AxiosInstance, job: object, csv: string) {
  const path = await upload(http, job, csv);
  await http.patch(path, { state: 'UploadComplete' });
  const info = await ended(http, path);
  const results = async (name: string) => (await http.get<string>(`${path}/${name}`)).data;
  return {
    info,
    path,
    successful: await results('successfulResults'),
    failed: await results('failedResults'),
    unprocessed: await results('unprocessedrecords'),
  };
}

/** A query job that has come to its end. */
export async function runQueryJob(http: AxiosInstance, job: object): Promise<{ info: Info; path: string }> {
  const { data } = await http.post<Info>('/jobs/query', { operation: 'query', ...job });
  const path = `/jobs/query/${data.id}`;
  return { info: await ended(http, path), path };
}

/** Records of a REST query. */
export async function select(http: AxiosInstance, soql: string): Promise<Record<string, unknown>[]> {
  const { data } = await http.get<{ records: Record<string, unknown>[] }>('/query', { params: { q: soql } });
  return data.records.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')),
  );
}
