import { csvLine, readCsv } from '../csv';
import { InputError } from '../errors';
import type { Send } from '../http';
import { isOrgs } from './again';
import { hasEnded, type IngestSettings, type JobInfo } from './jobs';
import { abortAll, runJob, uploadAll, UPLOAD_BYTES, type Data, type LoadSettings } from './load';
import { PendingError } from './pending';
import { piecesOf } from './pieces';

/** A CSV to load. */
export interface CsvSource {
  /** Its bytes from the beginning, as often as they are asked for. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** One character. */
  readonly delimiter: string;
  /** Field API names by the names of columns; a column that is not in it is called as its field is. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What became of a load. */
export interface CsvLoad {
  /** Rows that were uploaded. */
  readonly rows: number;
  /** The jobs as they were seen last; one that has not ended goes on in Salesforce. */
  readonly jobs: readonly JobInfo[];
  readonly ended: boolean;
}

/**
 * Loads a CSV by as many jobs as it needs, without holding it. Columns whose names begin with `sf__` are left out, so
 * that a file of failed rows can be corrected and loaded again.
 * @throws InputError naming the row, for a file that cannot be read; nothing was loaded then
 * @throws PendingError with the jobs' IDs, when they cannot be followed to their end
 */
export async function loadCsv(
  send: Send,
  job: IngestSettings,
  source: CsvSource,
  settings: LoadSettings,
): Promise<CsvLoad> {
  const data = await dataOf(source, settings.uploadBytes ?? UPLOAD_BYTES);
  const loaded = await uploadAll(send, job, data, settings);
  try {
    const jobs = await Promise.all(loaded.map(({ id }) => runJob(send, id, settings)));
    return { rows: loaded.at(-1)?.to ?? 0, jobs, ended: jobs.every(hasEnded) };
  } catch (error) {
    if (settings.cancelled?.() === true) await abortAll(loaded, send, settings);
    if (!isOrgs(error)) throw error;
    const ids = loaded.map(({ id }) => id);
    throw new PendingError(ids, `it could not be followed: ${error.message}`, { cause: error });
  }
}

/** The columns that are sent: their places in the file, and their fields. */
interface Columns {
  readonly count: number;
  readonly places: readonly number[];
  readonly names: readonly string[];
}

async function dataOf(source: CsvSource, limit: number): Promise<Data> {
  const columns = await columnsOf(source);
  return { header: csvLine(columns.names), open: () => piecesOf(lines(source, columns), limit) };
}

async function columnsOf({ open, delimiter, fields }: CsvSource): Promise<Columns> {
  for await (const [header] of readCsv(open(), delimiter)) {
    if (header === undefined) continue;
    const names = header.map((name) => fields.get(name.trim()) ?? name.trim());
    const places = [...names.keys()].filter((place) => names[place] !== '' && !names[place]?.startsWith('sf__'));
    const kept = places.map((place) => names[place] ?? '');
    const twice = kept.find((name, i) => kept.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < i);
    if (twice !== undefined) {
      throw new InputError(`Two columns of the CSV are for the field ${twice}.`, {
        field: 'File',
        actions: ['Leave one of them out, or map it to another field.'],
      });
    }
    return { count: header.length, places, names: kept };
  }
  throw new InputError('The file is empty: it has no line with the names of the columns.', { field: 'File' });
}

async function* lines(
  { open, delimiter }: CsvSource,
  { count, places }: Columns,
): AsyncGenerator<string[]> {
  const whole = places.length === count;
  let row = 0;
  for await (const rows of readCsv(open(), delimiter)) {
    const batch: string[] = [];
    for (const cells of rows) {
      row += 1;
      if (row === 1) continue;
      if (cells.length !== count) throw wrongCount(row, cells.length, count);
      batch.push(csvLine(whole ? cells : places.map((place) => cells[place] ?? '')));
    }
    yield batch;
  }
}

function wrongCount(row: number, count: number, wanted: number): InputError {
  return new InputError(`Row ${row} of the CSV has ${count} values where the header has ${wanted} columns.`, {
    field: 'File',
    actions: [
      'Put values that contain the delimiter or a line break in double quotes.',
      'Check that the column delimiter is the one that the file has.',
    ],
  });
}
