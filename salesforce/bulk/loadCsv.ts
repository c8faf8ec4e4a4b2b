import { csvLine, DELIMITERS, isWritten, LINE_FEED, QUOTE, readCsv, readRows, RETURN, RowParser } from '../csv';
import type { ObjectDescribe } from '../describe';
import { asError, counted, InputError, JobError } from '../errors';
import type { Org } from '../org';
import { setTwice } from '../values/record';
import { asCsv } from './fileFormat';
import { withParentFields, ingestColumns, type Columns } from './header';
import { abortJobs, runJob } from './ingest';
import {
  describedJob,
  hasEnded,
  keyColumnOf,
  LONGEST_CELL,
  LONGEST_ROW,
  NULL,
  type IngestJob,
  type JobInfo,
} from './jobs';
import { RowSum } from './rowSum';
import { piecesOf } from './uploadPieces';
import { uploadAll, UPLOAD_BYTES, type LoadData, type UploadSettings } from './upload';
import type { FollowSettings } from './wait';

/** A CSV to load. */
export interface CsvSource {
  /** Its bytes from the beginning, as often as they are asked for. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** By its name in a job: see {@link DELIMITERS}. Result files use the same one. */
  readonly columnDelimiter: string;
  /** Field API names by the names of columns; a column that is not in it has the name of its field. */
  readonly fields: ReadonlyMap<string, string>;
  /** The object to load; the columns must be its fields. */
  readonly described: ObjectDescribe;
}

/** What became of a load. */
export interface CsvLoad {
  /** Rows that were uploaded. */
  readonly rows: number;
  /** Rows without any value, which were left out: of a table's empty lines, a spreadsheet makes rows of delimiters. */
  readonly blank?: number;
  /** Cells that clear their field, by the name of the field. */
  readonly cleared?: ReadonlyMap<string, number>;
  /** The last known state of the jobs; one that has not ended continues in Salesforce. */
  readonly jobs: readonly JobInfo[];
  readonly ended: boolean;
  /** Of the rows; absent where there are none. */
  readonly sum?: RowSum;
}

/**
 * Loads a CSV with as many jobs as it needs, without holding it in memory. Columns whose names begin with `sf__` are
 * left out, so that a file of failed rows can be corrected and loaded again. So are rows without any value: they would
 * become empty records.
 * @throws InputError for columns that the object does not have, before a job is made; naming the row, for a file that
 * cannot be read: nothing was loaded then
 * @throws JobError with the jobs' IDs, when they cannot be followed to their end
 */
export async function loadCsv(
  org: Org,
  asked: IngestJob,
  source: CsvSource,
  settings: FollowSettings & UploadSettings,
): Promise<CsvLoad> {
  const job = describedJob(asked, source.described);
  const columns = await columnsOf(org, job, source);
  const sum = RowSum.of(columns.names, keyColumnOf(job), source.described);
  const seen: SeenRows = { blank: 0, cleared: new Map() };
  const data = { ...loadDataOf(source, columns, settings.uploadBytes ?? UPLOAD_BYTES, seen), sum };
  const loaded = await uploadAll(org, job, data, settings);
  // If one job's state cannot be read, the others are still followed.
  const followed = await Promise.allSettled(loaded.map((job) => runJob(org, job, settings)));
  const jobs = followed.flatMap((job) => (job.status === 'fulfilled' ? [job.value] : []));
  const lost = followed.find((job) => job.status === 'rejected');
  for (const one of loaded) if (one.sum !== undefined) sum.add(one.sum);
  const rows = loaded.at(-1)?.to ?? 0;
  if (lost === undefined) {
    // In place of a record's ID or key it clears nothing.
    seen.cleared.delete(keyColumnOf(job) ?? '');
    return { rows, ...seen, jobs, ended: jobs.every(hasEnded), sum };
  }
  if (org.cancelled()) {
    await abortJobs(org, loaded, settings);
    throw lost.reason;
  }
  const ids = loaded.map(({ id }) => id);
  throw JobError.pending(ids, `its state could not be read: ${asError(lost.reason).message}`, { cause: lost.reason });
}

/** @throws InputError for a file whose header tells that no row could be saved */
async function columnsOf({ describe }: Org, job: IngestJob, source: CsvSource): Promise<Columns> {
  const { fields, described } = source;
  const columns = ingestColumns(await headerOf(source, delimiterOf(source)), fields, job, described);
  return await withParentFields(columns, described, describe);
}

/** What the rows of the file have, as far as it was read. */
interface SeenRows {
  /** How many have no value. */
  blank: number;
  /** How many clear a field, by its name. */
  readonly cleared: Map<string, number>;
}

function loadDataOf(source: CsvSource, columns: Columns, limit: number, seen: SeenRows): LoadData {
  const { columnDelimiter } = source;
  const delimiter = delimiterOf(source);
  return {
    columnDelimiter,
    header: csvLine(columns.names, delimiter),
    open: () => piecesOf(lines(source, columns, delimiter, seen), limit),
  };
}

function delimiterOf({ columnDelimiter }: CsvSource): string {
  const delimiter = DELIMITERS.get(columnDelimiter);
  if (delimiter !== undefined) return delimiter;
  throw new InputError(`“${columnDelimiter}” is not a valid column delimiter.`, {
    reason: 'unknownDelimiter',
    known: [...DELIMITERS.keys()],
  });
}

async function headerOf({ open }: CsvSource, delimiter: string): Promise<readonly string[]> {
  for await (const [header] of readCsv(withLineEnds(asCsv(open())), delimiter)) if (header !== undefined) return header;
  throw new InputError('The file is empty: it has no header row.', { reason: 'fileEmpty' });
}

/** @throws InputError where the first line ends as on an old Mac, which leaves the whole file as one line */
async function* withLineEnds(csv: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const chunk of csv) {
    if (isFirst && endsAsOldMac(chunk)) {
      throw new InputError('The lines of the file end with a carriage return alone.', { reason: 'csvLineEnds' });
    }
    isFirst = false;
    yield chunk;
  }
}

function endsAsOldMac(chunk: Uint8Array): boolean {
  let isOpen = false;
  for (const [at, code] of chunk.entries()) {
    if (code === QUOTE) isOpen = !isOpen;
    if (isOpen || (code !== LINE_FEED && code !== RETURN)) continue;
    return code === RETURN && at + 1 < chunk.length && chunk[at + 1] !== LINE_FEED;
  }
  return false;
}

/** The lines to send. Rows that need no change are sent unchanged; broken rows are still found. */
async function* lines(
  { open }: CsvSource,
  columns: Columns,
  delimiter: string,
  seen: SeenRows,
): AsyncGenerator<Iterable<string>> {
  const { count, places, names, rivals } = columns;
  const isWhole = places.length === count;
  const isPlain = isWhole && rivals.length === 0;
  let row = 0;
  let blankRows = 0;
  const cleared = new Map<string, number>();
  const countCleared = (sent: readonly string[]): void => {
    for (const [place, name] of names.entries()) {
      if (sent[place] === NULL) cleared.set(name, (cleared.get(name) ?? 0) + 1);
    }
  };
  /** In place of a line that is not sent. */
  const leaveOut = (): string => {
    blankRows += 1;
    return '';
  };
  const write = (cells: string[]): string => {
    if (cells.length !== count) throw wrongCount(row, cells.length, count);
    const sent = isWhole ? cells : places.map((place) => cells[place] ?? '');
    if (sent.every((cell) => cell.trim() === '')) return leaveOut();
    checkRivals(sent, columns, row);
    const line = csvLine(sent, delimiter);
    if (line.length > LONGEST_CELL) checkSize(sent, names, row);
    if (line.includes('\0')) throw nulIn(sent, names, row);
    if (line.includes(NULL)) countCleared(sent);
    return line;
  };
  const ofCells = (cells: string[]): string => {
    row += 1;
    // Replaces the header, which is written separately.
    return row === 1 ? '' : write(cells);
  };
  const ofLine = (line: string): string => {
    const isShort = line.length < LONGEST_CELL && !line.includes('\0');
    const stands = row > 0 && isPlain && isShort && isWritten(line, delimiter, count);
    if (!stands) return ofCells(line.split(delimiter));
    row += 1;
    if (line.includes(NULL)) countCleared(line.split(delimiter));
    // Nothing but delimiters.
    return line.length < count ? leaveOut() : `${line}\n`;
  };
  let isFirst = true;
  let before = 0;
  for await (const batch of readRows(open(), new RowParser(delimiter, { ofLine, ofCells }))) {
    if (isFirst) batch.shift();
    isFirst = false;
    yield blankRows === before ? batch : batch.filter((line) => line !== '');
    before = blankRows;
    // The file is read more than once, and to its end the first time.
    seen.blank = Math.max(seen.blank, blankRows);
    for (const [name, count] of cleared) seen.cleared.set(name, Math.max(seen.cleared.get(name) ?? 0, count));
  }
}

function wrongCount(row: number, count: number, wanted: number): InputError {
  return new InputError(
    `Row ${row} of the CSV has ${counted(count, 'value')}, but the header has ${counted(wanted, 'column')}.`,
    {
      reason: 'csvRowLength',
    },
  );
}

/** @throws InputError for a row that sets a lookup by more than one column; an empty cell sets nothing */
function checkRivals(cells: readonly string[], { names, rivals }: Columns, row: number): void {
  for (const { lookup, places } of rivals) {
    const set = places.filter((place) => (cells[place] ?? '').trim() !== '');
    if (set.length < 2 || set.every((place) => cells[place] === NULL)) continue;
    throw setTwice(
      lookup,
      set.map((place) => names[place] ?? ''),
      `In row ${row} of the CSV, `,
    );
  }
}

/** Salesforce takes no NUL, and its results could not be told apart by cells with one. */
function nulIn(cells: readonly string[], names: readonly string[], row: number): InputError {
  const name = names[cells.findIndex((cell) => cell.includes('\0'))] ?? '';
  return new InputError(
    `In row ${row} of the CSV, ${name} contains a NUL character, which Salesforce does not accept.`,
    {
      reason: 'csvNulCharacter',
    },
  );
}

/** @throws InputError for what no job accepts */
function checkSize(cells: readonly string[], names: readonly string[], row: number): void {
  let length = 0;
  for (const [place, cell] of cells.entries()) {
    length += cell.length;
    if (cell.length > LONGEST_CELL)
      throw tooLong(`In row ${row} of the CSV, ${names[place] ?? ''}`, cell.length, LONGEST_CELL);
  }
  if (length > LONGEST_ROW) throw tooLong(`Row ${row} of the CSV`, length, LONGEST_ROW);
}

function tooLong(what: string, length: number, most: number): InputError {
  return new InputError(`${what} has ${length} characters; the Bulk API allows at most ${most}.`, {
    reason: 'csvValueTooLong',
  });
}
