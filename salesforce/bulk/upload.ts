import { DELIMITERS } from '../csv';
import { AnswerError, SalesforceError } from '../errors';
import type { Request } from '../http';
import type { Org } from '../org';
import { repeatStep, verdictOn } from '../retry';
import { CsvScan } from './csvScan';
import { abortJobs, type LoadedJob } from './ingest';
import { createIngestRequest, readCreatedJob, readUploaded, uploadRequest, type IngestJob, type JobInfo } from './jobs';
import type { RowSum } from './rowSum';
import { PieceReader, type Piece } from './uploadPieces';
import type { FollowSettings } from './wait';

/** Largest upload: 100 MB, which base64 turns into the 150 MB that Salesforce accepts, minus a margin. */
export const UPLOAD_BYTES = 99_000_000;

/** How data is uploaded. */
export interface UploadSettings extends Pick<FollowSettings, 'progress'> {
  /** Bytes of an upload at most. */
  readonly uploadBytes?: number;
  /** Called for each job that has its data. */
  readonly uploaded?: (job: LoadedJob) => void;
}

export interface LoadData {
  /** By its name in a job; a comma by default. */
  readonly columnDelimiter?: string;
  /** The header line, with its line end. */
  readonly header: string;
  /** The rows below it, the same each time. */
  readonly open: () => AsyncIterable<Piece>;
  /** Of no rows: what is uploaded is summed up with one like it. */
  readonly sum?: RowSum;
}

/**
 * Uploads data into as many jobs as it needs, cut between rows. The jobs stay open: Salesforce does not process them
 * before {@link runJob}, so that data which cannot be read completely is not loaded in part.
 * @throws what reading the data throws, or the org's refusal; the jobs are aborted before
 */
export async function uploadAll(
  org: Org,
  job: IngestJob,
  data: LoadData,
  settings: UploadSettings,
): Promise<readonly LoadedJob[]> {
  const upload = new Upload(org, job, data, settings);
  const { reader } = upload;
  const jobs: LoadedJob[] = [];
  try {
    for (let place = 0, row = 0; ;) {
      await reader.seek(place);
      if ((await reader.peek()) === undefined) return jobs;
      const { id, rows, sum } = await repeatStep(org, () => upload.from(place));
      const { object, operation } = job;
      const loaded = { id, object, operation, from: row, to: row + rows, sum };
      jobs.push(loaded);
      settings.uploaded?.(loaded);
      row += rows;
      place = reader.place;
    }
  } catch (error) {
    await abortJobs(org, jobs, settings);
    throw error;
  } finally {
    await reader.close();
  }
}

class Upload {
  readonly reader: PieceReader;
  private readonly head: Uint8Array;

  constructor(
    private readonly org: Org,
    private readonly job: IngestJob,
    private readonly data: LoadData,
    private readonly settings: UploadSettings,
  ) {
    this.reader = new PieceReader(data.open);
    this.head = new TextEncoder().encode(data.header);
  }

  /** Fills one job with the data from a given position. A job accepts data once, so each attempt has its own job. */
  async from(place: number): Promise<{ id: string; rows: number; sum: RowSum | undefined }> {
    const { id } = await this.create();
    let rows = 0;
    let sum: RowSum | undefined;
    let unreadable: { error: unknown } | undefined;
    // What reading the data throws, as opposed to what a broken request throws into its stream.
    const read = async <T>(reading: Promise<T>): Promise<T> =>
      await reading.catch((error: unknown) => {
        unreadable = { error };
        throw error;
      });
    const { head, reader, data } = this;
    const limit = this.settings.uploadBytes ?? UPLOAD_BYTES;
    async function* content(): AsyncGenerator<Uint8Array> {
      const turn = await read(reader.seek(place));
      let bytes = head.length;
      rows = 0;
      sum = data.sum?.empty;
      const scan = sum === undefined ? undefined : new CsvScan(DELIMITERS.get(data.columnDelimiter ?? ''), sum.watch());
      scan?.add(head);
      yield head;
      for (;;) {
        const piece = await read(reader.peek());
        if (piece === undefined || (rows > 0 && bytes + piece.bytes.length > limit) || !reader.take(turn)) return;
        bytes += piece.bytes.length;
        rows += piece.rows;
        scan?.add(piece.bytes);
        yield piece.bytes;
      }
    }
    try {
      readUploaded(await this.org.sendOnce(uploadRequest(this.org, id, content)));
      if (rows === 0)
        throw new AnswerError(201, `the upload of Bulk job ${id} is reported as complete before any data was sent`);
    } catch (error) {
      await abortJobs(this.org, [{ id }], this.settings);
      // The sender only reports a broken request; the cause is known here.
      throw unreadable === undefined ? error : unreadable.error;
    }
    return { id, rows, sum };
  }

  /** @throws SalesforceError, one in answer to `bulkJob` when Salesforce rejects the job */
  private async create(): Promise<JobInfo> {
    const request: Request = createIngestRequest(this.org, this.job, this.data.columnDelimiter);
    try {
      return readCreatedJob(this.org, await this.org.sendOnce(request), this.job);
    } catch (error) {
      throw isJobRefusal(error) ? refusedJob(error) : error;
    }
  }
}

/** A rejection of the job, as opposed to a temporary error or the end of a session. */
function isJobRefusal(error: unknown): error is SalesforceError {
  if (!(error instanceof SalesforceError)) return false;
  return error.status < 500 && error.status !== 401 && verdictOn(error, 'bulkStep') !== 'again';
}

/** Salesforce rejected the job: nothing was loaded, and nothing will be. */
export function refusedJob({ status, errors }: SalesforceError): SalesforceError {
  return new SalesforceError(status, errors, { to: 'bulkJob' });
}

/** Whether Salesforce rejected the job. */
export function isRefusedJob(error: unknown): boolean {
  return error instanceof SalesforceError && error.to === 'bulkJob';
}
