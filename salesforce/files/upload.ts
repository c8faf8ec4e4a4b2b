import { hasFeature } from '../api';
import { NotSentError } from '../errors';
import type { Request } from '../http';
import type { Org, Versioned } from '../org';
import { dataPath } from '../path';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import { collections, single, type Carrier } from '../write/carriers';
import type { WriteJob, WriteOutcome, WriteRow } from '../write/rows';
import { FILE_OBJECTS, type FileKind } from './kinds';
import { Multipart, type OutgoingFile } from './multipart';

/** A file with the fields of the record that is made of it. */
export interface FileRow extends WriteRow {
  readonly file: OutgoingFile;
}

/** Files up to this many bytes share requests; larger ones have one each, which is repeated for them alone. */
const SMALL = 1_000_000;
/** Bytes of the files in a request; Salesforce takes 500 MB. */
const MOST_FILE_BYTES = 50_000_000;

/**
 * Uploads files: small ones as collections, others one by one, and several at once.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function uploadFiles(
  org: Org,
  kind: FileKind,
  rows: readonly FileRow[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const { object, keyPrefix } = FILE_OBJECTS[kind];
  const job: WriteJob = { operation: 'create', object, keyPrefix, headers: {}, allOrNone: false };
  const sending = sendingFiles(org);
  const together = hasFeature(org, 'fileCollections') ? rowsTogether(rows) : [];
  const outcomes = await writeByRequests(sending, carrierOfMany(kind, together), { job, rows: together }, settings);
  const isTogether = new Set(together);
  const alone = rows.filter((row) => !isTogether.has(row));
  const held = [...outcomes.values()].find((outcome) => 'error' in outcome && outcome.error instanceof NotSentError);
  const others =
    held === undefined
      ? await writeByRequests(sending, carrierOfOne(kind, alone), { job, rows: alone }, settings)
      : new Map(alone.map(({ index }) => [index, held]));
  return new Map([...outcomes, ...others]);
}

/** The small files, unless there is one alone; versions of one document are sent in their order, and so one by one. */
function rowsTogether(rows: readonly FileRow[]): readonly FileRow[] {
  const times = new Map<string | undefined, number>();
  for (const { key } of rows) times.set(key, (times.get(key) ?? 0) + 1);
  const small = rows.filter(
    ({ key, file: { size = Infinity } }) => size <= SMALL && (key === undefined || times.get(key) === 1),
  );
  return small.length > 1 ? small : [];
}

/** What went wrong with a file is known here; the sender reports only a broken request. */
function sendingFiles(org: Org): Org {
  return {
    ...org,
    sendOnce: async (request) => {
      try {
        return await org.sendOnce(request);
      } catch (error) {
        throw request.content instanceof Multipart ? (request.content.unreadable ?? error) : error;
      }
    },
  };
}

function carrierOfOne(kind: FileKind, uploads: readonly FileRow[]): Carrier {
  const { body } = FILE_OBJECTS[kind];
  const fileOf = filesByRow(uploads);
  return {
    size: 1,
    plan: ({ version }, { object }, rows) => {
      const files = rows.map((row) => [body, fileOf(row)] as const);
      return filesRequest(dataPath(version, 'sobjects', object), rows[0]?.values, new Map(files));
    },
    read: single.read,
  };
}

function carrierOfMany(kind: FileKind, uploads: readonly FileRow[]): Carrier {
  const { body } = FILE_OBJECTS[kind];
  const fileOf = filesByRow(uploads);
  const largest = uploads.reduce((most, { file }) => Math.max(most, file.size ?? 0), 1);
  return {
    size: Math.min(collections.size, Math.floor(MOST_FILE_BYTES / largest)),
    plan: (org: Versioned, job, rows) => {
      const { path, body: plain } = collections.plan(org, job, rows) as Request & { body: CollectionBody };
      const records = plain.records.map((record, place) => ({
        ...record,
        attributes: { ...record.attributes, binaryPartName: partName(place), binaryPartNameAlias: body },
      }));
      const files = rows.map((row, place) => [partName(place), fileOf(row)] as const);
      return filesRequest(path, { ...plain, records }, new Map(files));
    },
    read: collections.read,
  };
}

interface CollectionBody {
  readonly records: readonly { readonly attributes: object }[];
}

function partName(place: number): string {
  return `file${place}`;
}

function filesByRow(uploads: readonly FileRow[]): (row: WriteRow) => OutgoingFile {
  const files = new Map(uploads.map(({ index, file }) => [index, file]));
  return ({ index }) => {
    const file = files.get(index);
    if (file === undefined) throw new Error(`Row ${index} has no file.`);
    return file;
  };
}

function filesRequest(path: string, json: unknown, files: ReadonlyMap<string, OutgoingFile>): Request {
  return { method: 'POST', path, content: new Multipart(JSON.stringify(json), files) };
}
