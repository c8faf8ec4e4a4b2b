import { standardKeyPrefix } from '../describe';
import { AnswerError, answerText } from '../errors';
import { canBeOneRecord, isIdWith } from '../ids';
import { isPlatformEvent } from '../names';
import type { CsvWatch } from './csvScan';
import type { JobInfo, ResultKind } from './jobs';
import type { RowReasons } from './rowReasons';
import type { RowSum } from './rowSum';
import { SavedRecords } from './savedRecords';

/** What the results of a load must be. */
export interface LoadedRows {
  /** Rows that there can be: those that were sent. */
  readonly most?: number;
  /** Whether every row that was saved must name its record: for results that nobody else looks at row by row. */
  readonly isStrict?: boolean;
  /** Of the rows that come. */
  readonly sum?: RowSum | undefined;
  /** Told why rows failed. */
  readonly reasons?: RowReasons | undefined;
}

/** What is known of the job. */
type LoadedBy = Partial<Pick<JobInfo, 'externalIdFieldName' | 'object' | 'operation'>>;

/** Columns without which results do not tell what they are there for. */
const OWN_COLUMNS: Readonly<Record<ResultKind, readonly string[]>> = {
  successfulResults: ['sf__id', 'sf__created'],
  failedResults: ['sf__error'],
  unprocessedrecords: [],
};

/** Where a column is, whatever the case of its name; -1 if it is missing. */
export function placeIn(header: readonly string[], name: string): number {
  return header.findIndex((title) => title.toLowerCase() === name);
}

/** Whether the row's record was created; undefined where that is not said, or cannot be. */
export function toldCreated(created: string, operation: string | undefined): boolean | undefined {
  const told = created.toLowerCase();
  const canCreate = operation === undefined || operation === 'insert' || operation === 'upsert';
  if (told === 'true') return canCreate ? true : undefined;
  return told === 'false' && operation !== 'insert' ? false : undefined;
}

/**
 * Looks at the rows of a load's results as they pass by.
 * @throws AnswerError from the watch, for what cannot be such rows
 */
export function loadWatch(
  { object, operation, externalIdFieldName }: LoadedBy,
  kind: ResultKind,
  { most = Infinity, isStrict = false }: LoadedRows,
): CsvWatch {
  const keyPrefix = object === undefined ? undefined : standardKeyPrefix(object);
  const keyColumn = operation === 'upsert' ? answerText(externalIdFieldName).toLowerCase() : 'id';
  const isById = keyColumn === 'id' && operation !== 'insert' && operation !== undefined;
  // An event's ID identifies nothing, and several events can have it.
  const isEvent = isPlatformEvent(object ?? '');
  const saved = new SavedRecords(keyColumn !== 'id');
  let rows = 0;
  /** Where the record's ID, whether it was created, and the row's own key are. */
  let places: readonly number[] = [];
  return {
    columns: (header) => {
      places = OWN_COLUMNS[kind].map((own) => placeIn(header, own));
      const missing = OWN_COLUMNS[kind].find((_, nth) => (places[nth] ?? -1) < 0);
      if (missing !== undefined) throw new AnswerError(200, `its CSV has no column ${missing}`, header.join());
      if (!isStrict || kind !== 'successfulResults') return [];
      places = [...places, placeIn(header, keyColumn)];
      return places;
    },
    row: (cells) => {
      rows += 1;
      if (rows > most) throw new AnswerError(200, `more rows came than the ${most} that there are`);
      if (!isStrict || kind !== 'successfulResults') return;
      const [id = '', told = '', key] = places.map((place) => cells[place]);
      const isCreated = toldCreated(told, operation);
      const isOwn = isEvent || (isIdWith(keyPrefix, id) && (!isById || canBeOneRecord(id, key)));
      if (!isOwn || isCreated === undefined || !(isEvent || isById || saved.claim(id, isCreated, key))) {
        throw new AnswerError(200, 'a saved row was expected with the ID of its own record', `${id}, ${told}`);
      }
    },
  };
}
