import { SalesforceError } from '../errors';
import type { Request, Send } from '../http';
import { again } from './again';
import {
  abortJob,
  closeJob,
  createIngest,
  getJob,
  readJob,
  readUploaded,
  uploadData,
  type IngestSettings,
  type JobInfo,
} from './jobs';
import { PieceReader, type Piece } from './upload';
import { asRefusal } from './refusal';
import { waitForEnd, type WaitSettings } from './wait';

/** What an upload may have: 100 MB, which base64 makes into the 150 MB that Salesforce takes, less a margin. */
export const UPLOAD_BYTES = 99_000_000;

export interface LoadSettings extends WaitSettings {
  /** Bytes of an upload at most. */
  readonly uploadBytes?: number;
  /** Told of each job that has its data. */
  readonly uploaded?: (job: LoadedJob) => void;
  /** Whether the execution was cancelled: its jobs are aborted then. */
  readonly cancelled?: () => boolean;
  /** Carries what must be sent although the execution was cancelled; `send` when absent. */
  readonly lastWords?: Send;
}

export interface Data {
  /** As jobs call it; commas when absent. */
  readonly columnDelimiter?: string;
  /** The header line, with its line end. */
  readonly header: string;
  /** The rows below it, the same each time. */
  readonly open: () => AsyncIterable<Piece>;
}

/** A job that holds its data. */
export interface LoadedJob {
  readonly id: string;
  /** Its rows' places among all, from 0: from the first to before the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Uploads data into as many jobs as it needs, cut between rows. The jobs are open yet: Salesforce does nothing with them
 * before {@link runJob}, so that data which cannot be read to its end is not loaded in part.
 * @throws what reading the data throws, or the org's refusal; the jobs are aborted before
 */
export async function uploadAll(
  send: Send,
  job: IngestSettings,
  data: Data,
  settings: LoadSettings,
): Promise<readonly LoadedJob[]> {
  const reader = new PieceReader(data.open);
  const jobs: LoadedJob[] = [];
  const { wait } = settings;
  try {
    for (let place = 0, row = 0; ;) {
      await reader.seek(place);
      if ((await reader.peek()) === undefined) return jobs;
      const { id, rows } = await again(wait, () => uploadOne(send, job, data, reader, place, settings));
      const loaded = { id, from: row, to: row + rows };
      jobs.push(loaded);
      settings.uploaded?.(loaded);
      row += rows;
      place = reader.place;
    }
  } catch (error) {
    await abortAll(jobs, send, settings);
    throw error;
  } finally {
    await reader.close();
  }
}

/** A job takes data once, so every try has a job of its own. */
async function uploadOne(
  send: Send,
  job: IngestSettings,
  { columnDelimiter, header }: Data,
  reader: PieceReader,
  place: number,
  settings: LoadSettings,
): Promise<{ id: string; rows: number }> {
  const { version, uploadBytes = UPLOAD_BYTES } = settings;
  const { id } = await create(send, createIngest(version, job, columnDelimiter));
  const head = new TextEncoder().encode(header);
  let rows = 0;
  let unreadable: { error: unknown } | undefined;
  // What reading throws, and not what a broken request throws into its stream.
  const read = async <T>(reading: Promise<T>): Promise<T> =>
    await reading.catch((error: unknown) => {
      unreadable = { error };
      throw error;
    });
  async function* content(): AsyncGenerator<Uint8Array> {
    const turn = await read(reader.seek(place));
    let bytes = head.length;
    rows = 0;
    yield head;
    for (;;) {
      const piece = await read(reader.peek());
      if (piece === undefined || (rows > 0 && bytes + piece.bytes.length > uploadBytes) || !reader.take(turn)) return;
      bytes += piece.bytes.length;
      rows += piece.rows;
      yield piece.bytes;
    }
  }
  try {
    readUploaded(await send(uploadData(version, id, content)));
    if (rows === 0) throw new Error(`Bulk job ${id} was said to have its data, of which nothing had been sent.`);
  } catch (error) {
    await abortAll([{ id }], send, settings);
    // Whoever sends tells of a request that broke: why it broke is told here.
    throw unreadable === undefined ? error : unreadable.error;
  }
  return { id, rows };
}

/** @throws RefusedJobError when Salesforce takes no such job */
async function create(send: Send, request: Request): Promise<JobInfo> {
  try {
    return readJob(await send(request));
  } catch (error) {
    throw asRefusal(error);
  }
}

/**
 * Lets Salesforce process a job, and waits for its end.
 * @returns what was seen last; it has not ended when time was up
 * @throws what `wait` throws when the execution is cancelled
 */
export async function runJob(send: Send, { id, from, to }: LoadedJob, settings: LoadSettings): Promise<JobInfo> {
  await again(settings.wait, () => close(send, id, settings.version));
  return await waitForEnd(send, { kind: 'ingest', id }, { ...settings, rows: to - from });
}

/** Closing twice is refused; a job that is closed already is what was wanted. */
async function close(send: Send, id: string, version: string): Promise<void> {
  try {
    readJob(await send(closeJob(version, id)));
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'INVALIDJOBSTATE') throw error;
    const { state } = readJob(await send(getJob(version, { kind: 'ingest', id })));
    if (state === 'Open' || state === 'Aborted') throw error;
  }
}

/** As far as it can be done: a job that has ended cannot be aborted, and need not be. */
export async function abortAll(
  jobs: readonly Pick<LoadedJob, 'id'>[],
  send: Send,
  { lastWords = send, version }: Pick<LoadSettings, 'lastWords' | 'version'>,
): Promise<void> {
  await Promise.allSettled(jobs.map(({ id }) => lastWords(abortJob(version, { kind: 'ingest', id }))));
}
