import path from 'node:path';
import type { Readable } from 'node:stream';

import type { AxiosInstance, AxiosResponse } from 'axios';

import { connectionTo, plainClient, timed } from '../client';
import { credentialsOf, engineWith, ourNode, runLast } from '../n8n';
import { finished, STREAM_BARS, streamed, toFile } from './bulk';
import type { Case, Side } from './define';
import { SOQL } from './query';

/** Pages of a job's results, the next one asked for as soon as its place is known. */
async function* pages(http: AxiosInstance, results: string): AsyncGenerator<AxiosResponse<Readable>> {
  let next: Promise<AxiosResponse<Readable>> | undefined = streamed(http, results);
  while (next !== undefined) {
    const page: AxiosResponse<Readable> = await next;
    const locator = String(page.headers['sforce-locator']);
    next = locator === 'null' ? undefined : streamed(http, results, { locator });
    yield page;
  }
}

/** The text of all pages: the header of the first one alone. */
async function* text(
  all: AsyncIterable<AxiosResponse<Readable>>,
  count: (rows: number) => void,
): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const { data, headers } of all) {
    let headerEnded = isFirst;
    for await (const chunk of data as AsyncIterable<Buffer>) {
      const end = headerEnded ? 0 : chunk.indexOf('\n') + 1;
      if (headerEnded || end > 0) yield chunk.subarray(end);
      headerEnded ||= end > 0;
    }
    isFirst = false;
    count(Number(headers['sforce-numberofrecords']));
  }
}

const floor: Side = async ({ org, size, folder }) => {
  const http = plainClient(org);
  return () =>
    timed(async () => {
      const { data } = await http.post<{ id: string }>('jobs/query', {
        operation: 'query',
        query: `${SOQL} LIMIT ${size}`,
      });
      const job = `jobs/query/${data.id}`;
      await finished(http, job);
      let rows = 0;
      await toFile(
        text(pages(http, `${job}/results`), (more) => (rows += more)),
        path.join(folder, 'rows.csv'),
      );
      return rows;
    });
};

const ours: Side = async ({ org, size, package: directory }) => {
  const engine = await engineWith(directory);
  const node = ourNode({ resource: 'bulk', operation: 'query', soql: `${SOQL} LIMIT ${size}`, output: 'file' });
  return async () => {
    const { items, ms } = await runLast(engine, credentialsOf(org), [node], [{}]);
    return { ms, done: Number(items[0]?.json['rows']) };
  };
};

const jsforce: Side = async ({ org, size, folder }) => {
  const connection = connectionTo(org);
  return () =>
    timed(async () => {
      const records = await connection.bulk2.query(`${SOQL} LIMIT ${size}`);
      let lines = 0;
      const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
        for await (const chunk of chunks) {
          for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines += 1;
          yield chunk;
        }
      };
      await toFile(counted(records.stream('csv') as AsyncIterable<Buffer>), path.join(folder, 'rows.csv'));
      return lines - 1;
    });
};

export const bulkQuery: Case = {
  title: 'Query 1,000,000 rows to a file by Bulk',
  size: 1_000_000,
  runs: 1,
  warm: 2000,
  orgSize: (size) => size,
  sides: { floor, ours, jsforce },
  tenth: true,
  bars: STREAM_BARS,
};
