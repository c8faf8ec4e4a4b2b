import { AnswerError, answerText, InputError, isRecord } from '../errors';
import { canonicalId } from '../ids';
import { isEmptyCell } from './cells';
import type { ReportDescription } from './description';
import { addFilter, quotedValue } from './filters';
import type { ReportMetadata } from './metadata';
import type { Fact, ReportCell, ReportResults } from './results';
import { ROW_COUNT } from './rows';

/** How a report is read in slices. */
interface Slicing {
  /** The column that they are in the order of. */
  readonly column: string;
  readonly run: (metadata: ReportMetadata) => Promise<ReportResults>;
  /** How many rows there are; undefined where the report does not count them. */
  readonly total: number | undefined;
}

/** Types by which reports are sliced, the best first: values that are the same in many rows make slices overlap. */
const SLICED_BY = ['id', 'datetime', 'string', 'email', 'double', 'int', 'date', 'phone', 'url', 'picklist', 'percent'];
const FROM = 'greaterOrEqual';

/**
 * The column to slice a report by: the one that is wanted, or the one whose values differ most by their type.
 * @returns undefined if there is none, or if the report limits its rows: without the limit, there would be others
 * @throws InputError when the wanted one cannot be used
 */
export function sliceColumn(
  description: ReportDescription,
  metadata: ReportMetadata,
  wanted?: string,
): string | undefined {
  if (isRecord(metadata.topRows)) return undefined;
  const columns = flatColumns(metadata);
  const usable = description.filterColumns.filter(
    ({ name, dataType }) => columns.includes(name) && description.operators.get(dataType)?.includes(FROM) === true,
  );
  if (wanted !== undefined) {
    if (usable.some(({ name }) => name === wanted)) return wanted;
    const known = usable.map(({ name }) => name);
    throw new InputError(`${wanted} is not a column that “${metadata.name}” can be read in slices by.`, {
      reason: 'notASliceColumn',
      known,
    });
  }
  const byType = (dataType: string) => usable.find((column) => column.dataType === dataType)?.name;
  return SLICED_BY.map(byType).find((name) => name !== undefined);
}

/** The columns of a report, after those that it is grouped by. */
function flatColumns({ groupingsDown, groupingsAcross, detailColumns }: ReportMetadata): string[] {
  return [...new Set([...[...groupingsDown, ...groupingsAcross].map(({ name }) => name), ...detailColumns])];
}

/** The report without groups, in the order of a column. */
function flatMetadata(metadata: ReportMetadata, column: string): ReportMetadata {
  return {
    ...metadata,
    reportFormat: 'TABULAR',
    detailColumns: flatColumns(metadata),
    groupingsDown: [],
    groupingsAcross: [],
    aggregates: [ROW_COUNT],
    sortBy: [{ sortColumn: column, sortOrder: 'Asc' }],
    chart: null,
  };
}

/**
 * Reads all rows of a report that has more than Salesforce gives at once: in the order of a column, each slice begins
 * with the value that the one before it ends with. Rows with that value come with the later slice, so that it need not be
 * unique.
 *
 * It ends early where slices cannot get further: whoever reads them counts the rows.
 * @throws AnswerError when rows come again; what `run` throws
 */
export async function* reportSlices(
  metadata: ReportMetadata,
  { column, run, total }: Slicing,
): AsyncGenerator<ReportResults, void, undefined> {
  const flat = flatMetadata(metadata, column);
  const seen = new Set<string>();
  let from: string | undefined;
  let hasBlanks = false;
  let came = 0;
  for (;;) {
    const slice = await run(
      from === undefined ? flat : addFilter(flat, { column, operator: FROM, value: quotedValue(from) }),
    );
    const rows = rowsOf(slice);
    const keys = rows.map((cells) => sliceKey(slice, column, cells));
    if (from !== undefined && keys[0] !== from) return;
    if (keys.some((key) => key !== undefined && seen.has(key)))
      throw new AnswerError(200, 'it has rows that have come already');
    hasBlanks ||= keys.includes(undefined);
    if (slice.isComplete) {
      came += rows.length;
      yield slice;
      break;
    }
    const last = keys.at(-1);
    const kept = keys.indexOf(last);
    if (last === undefined || kept === 0) {
      yield slice;
      return;
    }
    came += kept;
    yield withRows(slice, rows.slice(0, kept));
    for (const key of keys.slice(0, kept)) if (key !== undefined) seen.add(key);
    from = last;
  }
  // Where they are last in the order, no slice has them.
  if (from !== undefined && !hasBlanks && came !== total)
    yield await run(addFilter(flat, { column, operator: 'equals', value: '' }));
}

function rowsOf({ facts }: ReportResults): Fact['rows'] {
  return facts.get('T!T')?.rows ?? [];
}

function withRows(slice: ReportResults, rows: Fact['rows']): ReportResults {
  const total = slice.facts.get('T!T');
  return { ...slice, facts: new Map([['T!T', { aggregates: total?.aggregates ?? [], rows }]]) };
}

/** What a row is in order by, as a filter takes it; undefined if it is empty. */
function sliceKey(
  { metadata, extended }: ReportResults,
  column: string,
  cells: readonly ReportCell[],
): string | undefined {
  const cell = cells[metadata.detailColumns.indexOf(column)];
  if (cell === undefined || isEmptyCell(cell)) return undefined;
  const { value, label } = cell;
  if (isRecord(value)) return answerText(value['amount']);
  // A cell that names a record is in order by the name.
  const isId = extended.detailColumnInfo[column]?.dataType === 'id';
  return answerText(!isId && canonicalId(value) !== undefined ? label : value);
}
