import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import type { AxiosInstance, AxiosResponse } from 'axios';

import type { Bar } from './define';
import { cpu, MB, wall } from './define';

interface Job {
  id: string;
  state: string;
  errorMessage?: string;
  numberRecordsProcessed: number;
  numberRecordsFailed?: number;
}

export interface Finished extends Job {
  numberRecordsFailed: number;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

/** The bars of a job of a million rows: fast, with little work, and in memory that does not grow with the rows. */
export const STREAM_BARS: readonly Bar[] = [
  wall(1.3),
  cpu(1.5),
  { what: 'growth of memory', unit: 'MB', of: ({ ours }) => ours.growth / MB, atMost: 100 },
  {
    what: 'of it, above that of a tenth of the rows',
    unit: 'MB',
    of: ({ ours, tenth }) => (tenth === undefined ? undefined : (ours.growth - tenth.growth) / MB),
    atMost: 25,
    fullSize: true,
  },
];

/** Waits for a job's end. */
export async function finished(http: AxiosInstance, path: string): Promise<Finished> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const { data } = await http.get<Job>(path);
    if (data.state === 'JobComplete') return { numberRecordsFailed: 0, ...data };
    if (data.state === 'Failed' || data.state === 'Aborted') throw new Error(data.errorMessage ?? data.state);
    await pause(wait);
  }
}

/** An answer as a stream. */
export const streamed = (
  http: AxiosInstance,
  path: string,
  params: Readonly<Record<string, string>> = {},
): Promise<AxiosResponse<Readable>> => http.get<Readable>(path, { responseType: 'stream', params });

export const toFile = (chunks: AsyncIterable<Buffer>, file: string): Promise<void> =>
  pipeline(chunks, createWriteStream(file));
