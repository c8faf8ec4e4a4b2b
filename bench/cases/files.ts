import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

import type { AxiosInstance } from 'axios';
import type { IDataObject, INode } from 'n8n-workflow';

import { inParallel, PARALLEL, plainClient, timed } from '../client';
import { credentialsOf, engineWith, node, ourNode, runLast } from '../n8n';
import { STREAM_BARS, streamed, toFile } from './bulk';
import type { Case, Outcome, Side, Task } from './define';
import { wall } from './define';

const SMALL_BYTES = 10_000;
const COLLECTION = 200;
const BOUNDARY = 'bench-boundary';

/** The bytes of a file, in pieces. */
function* bytes(size: number): Generator<Buffer> {
  const piece = Buffer.alloc(Math.min(size, 64 * 1024), 'The quick brown fox jumps over the lazy dog. ');
  for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

interface Source {
  readonly name: string;
  readonly file: string;
}

async function writeSources({ folder }: Task, count: number, size: number): Promise<Source[]> {
  const sourceFolder = path.join(folder, String(count));
  await mkdir(sourceFolder);
  const sources = Array.from({ length: count }, (_, index) => {
    const name = `${String(index).padStart(5, '0')}.txt`;
    return { name, file: path.join(sourceFolder, name) };
  });
  await inParallel(sources, PARALLEL, ({ file }) => writeFile(file, bytes(size)));
  return sources;
}

interface Part {
  readonly name: string;
  readonly source: Source;
}

/** A multipart body as the guide has it. */
async function* multipart(json: unknown, parts: readonly Part[]): AsyncGenerator<Buffer | string> {
  const begin = `--${BOUNDARY}\r\nContent-Disposition: form-data;`;
  yield `${begin} name="entity_content"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(json)}\r\n`;
  for (const { name, source } of parts) {
    yield `${begin} name="${name}"; filename="${source.name}"\r\nContent-Type: text/plain\r\n\r\n`;
    yield* createReadStream(source.file) as AsyncIterable<Buffer>;
    yield '\r\n';
  }
  yield `--${BOUNDARY}--\r\n`;
}

async function post(http: AxiosInstance, url: string, body: AsyncIterable<Buffer | string>): Promise<unknown> {
  const headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
  return (await http.post<unknown>(url, Readable.from(body, { objectMode: false }), { headers })).data;
}

const version = ({ name }: Source): object => ({ Title: name, PathOnClient: name });

async function uploadTogether(http: AxiosInstance, sources: readonly Source[]): Promise<string[]> {
  const parts = sources.map((source, index) => ({ name: `file${index}`, source }));
  const records = parts.map(({ name, source }) => ({
    attributes: { type: 'ContentVersion', binaryPartName: name, binaryPartNameAlias: 'VersionData' },
    ...version(source),
  }));
  const saved = await post(http, 'composite/sobjects', multipart({ allOrNone: false, records }, parts));
  return (saved as { id: string }[]).map(({ id }) => id);
}

const download = async (http: AxiosInstance, id: string, folder: string): Promise<void> =>
  toFile((await streamed(http, `sobjects/ContentVersion/${id}/VersionData`)).data, path.join(folder, id));

const manyByClient: Side = async (task) => {
  const http = plainClient(task.org);
  const sources = await writeSources(task, task.size, SMALL_BYTES);
  return () =>
    timed(async () => {
      const ids: string[] = [];
      const chunks = Array.from({ length: Math.ceil(sources.length / COLLECTION) }, (_, index) =>
        sources.slice(index * COLLECTION, (index + 1) * COLLECTION),
      );
      await inParallel(chunks, PARALLEL, async (chunk) => {
        ids.push(...(await uploadTogether(http, chunk)));
      });
      await inParallel(ids, PARALLEL, (id) => download(http, id, task.folder));
      return ids.length;
    });
};

const oneByClient: Side = async (task) => {
  const http = plainClient(task.org);
  const [source] = await writeSources(task, 1, task.size * KB);
  if (source === undefined) throw new Error('There is no file.');
  return () =>
    timed(async () => {
      const body = multipart(version(source), [{ name: 'VersionData', source }]);
      const { id } = (await post(http, 'sobjects/ContentVersion', body)) as { id: string };
      await download(http, id, task.folder);
      return task.size;
    });
};

const readFrom = (folder: string, count: number): INode =>
  node('Read', 'n8n-nodes-base.readWriteFile', 1, { operation: 'read', fileSelector: `${folder}/${count}/*.txt` });
const UPLOAD = ourNode({ resource: 'file', operation: 'upload', fileType: 'file' });
const DOWNLOAD = ourNode({
  resource: 'file',
  operation: 'download',
  downloadFrom: 'file',
  fileId: { __rl: true, mode: 'id', value: '={{ $json.versionId }}' },
});

/** Up from n8n's storage, and down into it: the times of both nodes. */
async function upAndDown(task: Task, count: number, size: number): Promise<() => Promise<Outcome & { bytes: number }>> {
  await writeSources(task, count, size);
  process.env.N8N_RESTRICT_FILE_ACCESS_TO = task.folder;
  const engine = await engineWith(task.package);
  const credentials = credentialsOf(task.org);
  return async () => {
    const up = await runLast(engine, credentials, [readFrom(task.folder, count), UPLOAD], [{}]);
    const versions = up.items.map(({ json }): IDataObject => ({ versionId: json['versionId'] as string }));
    const down = await runLast(engine, credentials, [DOWNLOAD], versions);
    const came = down.items.reduce((sum, { json }) => sum + Number(json['size']), 0);
    return { ms: up.ms + down.ms, done: down.done, bytes: came };
  };
}

const manyByNode: Side = (task) => upAndDown(task, task.size, SMALL_BYTES);

const KB = 1000;

const oneByNode: Side = async (task) => {
  const work = await upAndDown(task, 1, task.size * KB);
  return async () => {
    const { ms, bytes: came } = await work();
    return { ms, done: came / KB };
  };
};

export const smallFiles: Case = {
  title: 'Upload and download 1,000 files of 10 KB',
  size: 1_000,
  warm: 100,
  orgSize: () => 0,
  sides: { floor: manyByClient, ours: manyByNode },
  bars: [{ ...wall(1.3), latency: 40 }],
  proof: (done) => ({ soql: 'SELECT COUNT() FROM ContentVersion', count: done }),
};

export const largeFile: Case = {
  title: 'Upload and download a file of 1 GB (in KB)',
  size: 1_000_000,
  runs: 1,
  warm: 0,
  orgSize: () => 0,
  sides: { floor: oneByClient, ours: oneByNode },
  tenth: true,
  bars: STREAM_BARS,
};
