import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { AxiosInstance } from 'axios';

import { connectionTo, inParallel, PARALLEL, plainClient, timed } from '../client';
import { credentialsOf, engineWith, node, ourNode, runLast } from '../n8n';
import { finished, STREAM_BARS, streamed, toFile } from './bulk';
import { CONTACT, contact } from './contacts';
import { createdAll } from './create';
import type { Case, Side } from './define';

/** Of CSV, that Salesforce takes in a job. */
const MOST_BYTES = 100_000_000;

/** A contact with so much text that a million of them are more than a job takes. */
const row = (index: number): Record<string, unknown> => ({
  ...contact(index),
  Department: 'Analytical Engines',
  MailingCountry: 'United Kingdom',
});

const HEADER = `${Object.keys(row(0)).join()}\n`;

/** Writes the CSV that both sides load. */
async function writeCsv(file: string, size: number): Promise<void> {
  const slice = 1000;
  function* text(): Generator<string> {
    yield HEADER;
    for (let from = 0; from < size; from += slice) {
      const rows = Array.from({ length: Math.min(slice, size - from) }, (_, index) =>
        Object.values(row(from + index)).join(),
      );
      yield `${rows.join('\n')}\n`;
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(file));
}

/** Where the file is cut, so that each part and the header are no more than a job takes. No value has a line break. */
function parts(file: string): { start: number; end: number }[] {
  const { size } = statSync(file);
  const descriptor = openSync(file, 'r');
  const window = Buffer.alloc(4096);
  const cuts = [HEADER.length];
  try {
    for (;;) {
      const start = cuts.at(-1) ?? 0;
      const most = start + MOST_BYTES - HEADER.length;
      if (most >= size) break;
      const read = readSync(descriptor, window, 0, window.length, most - window.length);
      cuts.push(most - window.length + window.lastIndexOf('\n', read - 1) + 1);
    }
  } finally {
    closeSync(descriptor);
  }
  return cuts.map((start, index) => ({ start, end: (cuts[index + 1] ?? size) - 1 }));
}

async function load(http: AxiosInstance, file: string, part: { start: number; end: number }): Promise<number> {
  const { data } = await http.post<{ id: string }>('jobs/ingest', { object: 'Contact', operation: 'insert' });
  const job = `jobs/ingest/${data.id}`;
  async function* body(): AsyncGenerator<Buffer | string> {
    yield HEADER;
    yield* createReadStream(file, part) as AsyncIterable<Buffer>;
  }
  await http.put(`${job}/batches`, Readable.from(body(), { objectMode: false }), {
    headers: { 'Content-Type': 'text/csv' },
  });
  await http.patch(job, { state: 'UploadComplete' });
  const { numberRecordsProcessed, numberRecordsFailed } = await finished(http, job);
  if (numberRecordsFailed > 0) throw new Error(`${numberRecordsFailed} rows failed`);
  await toFile((await streamed(http, `${job}/successfulResults`)).data, `${file}.${data.id}.csv`);
  return numberRecordsProcessed;
}

const floor: Side = async ({ org, size, folder }) => {
  const http = plainClient(org);
  const file = path.join(folder, `rows-${size}.csv`);
  await writeCsv(file, size);
  return () =>
    timed(async () => {
      let loaded = 0;
      await inParallel(parts(file), PARALLEL, async (part) => {
        const more = await load(http, file, part);
        loaded += more;
      });
      return loaded;
    });
};

/** The file is in n8n's storage before the node begins, as another node has put it there. */
const ours: Side = async ({ org, size, folder, package: directory }) => {
  const file = path.join(folder, `rows-${size}.csv`);
  await writeCsv(file, size);
  process.env.N8N_RESTRICT_FILE_ACCESS_TO = folder;
  const engine = await engineWith(directory);
  const read = node('Read', 'n8n-nodes-base.readWriteFile', 1, { operation: 'read', fileSelector: file });
  const load = ourNode({ resource: 'bulk', operation: 'loadFile', object: CONTACT, ingestOperation: 'insert' });
  return async () => {
    const { items, ms } = await runLast(engine, credentialsOf(org), [read, load], [{}]);
    return { ms, done: Number(items[0]?.json['successful']) };
  };
};

/** Each part in a job of its own, as a user of jsforce must cut it; polled as jsforce does by itself, for as long as it takes. */
const jsforce: Side = async ({ org, size, folder }) => {
  const file = path.join(folder, `rows-${size}.csv`);
  await writeCsv(file, size);
  const connection = connectionTo(org);
  const loadPart = async (part: { start: number; end: number }): Promise<number> => {
    async function* body(): AsyncGenerator<Buffer | string> {
      yield HEADER;
      yield* createReadStream(file, part) as AsyncIterable<Buffer>;
    }
    const input = Readable.from(body(), { objectMode: false });
    const options = { object: 'Contact', operation: 'insert', input } as const;
    const { successfulResults, failedResults } = await connection.bulk2.loadAndWaitForResults(options);
    if (failedResults.length > 0) throw new Error(`${failedResults.length} rows failed`);
    return successfulResults.length;
  };
  return () =>
    timed(async () => {
      let loaded = 0;
      await inParallel(parts(file), PARALLEL, async (part) => {
        const more = await loadPart(part);
        loaded += more;
      });
      return loaded;
    });
};

export const bulkLoad: Case = {
  title: 'Load a CSV of 1,000,000 rows',
  size: 1_000_000,
  runs: 1,
  warm: 1000,
  orgSize: () => 1000,
  sides: { floor, ours, jsforce },
  tenth: true,
  bars: STREAM_BARS,
  proof: createdAll,
};
