import type { Call } from '../rest/call';
import { queryContext } from '../rest/query';
import { runQuery } from '../soql';
import { amountOf, cellOf, dollars, groupOf } from './cells';
import { refused, whereOf } from './conditions';
import { ancestors, grouped, keysOf, type Grouped, type Level } from './groups';
import type { ReportColumn, ReportType } from './reportTypes';
import type { ReportGrouping, ReportMetadata } from './reports';

type RecordRow = Readonly<Record<string, unknown>>;

/** What a report's aggregates are called: `s!AMOUNT` is a sum. */
const SUMMARIES: ReadonlyMap<string, { name: string; of: (values: readonly number[]) => number }> = new Map([
  ['s', { name: 'Sum of', of: (values) => values.reduce((sum, value) => sum + value, 0) }],
  [
    'a',
    { name: 'Average', of: (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length) },
  ],
  ['m', { name: 'Smallest', of: (values) => Math.min(...values) }],
  ['x', { name: 'Largest', of: (values) => Math.max(...values) }],
]);

const RECORD_COUNT = 'RowCount';

/** A report as it is run: its type, its metadata, and how. */
export interface ReportRun {
  readonly call: Call;
  readonly type: ReportType;
  readonly metadata: ReportMetadata;
  readonly details: boolean;
  readonly rowLimit: number;
  /** Whether what is counted and summed includes rows beyond the limit. */
  readonly countsAllRows: boolean;
}

const columnOf = ({ columns }: ReportType, name: string): ReportColumn => {
  const found = columns.find((column) => column.name === name);
  if (!found) throw refused(`The column ${name} is invalid.`);
  return found;
};

const orderOf = ({ type, metadata }: ReportRun): string => {
  const [sort, ...more] = metadata.sortBy;
  if (sort === undefined) return ' ORDER BY Id';
  if (more.length > 0) throw refused('A report can only be sorted by one column.');
  if (metadata.reportFormat === 'MATRIX') throw refused("Column sorting isn't supported for matrix reports.");
  if (!metadata.detailColumns.includes(sort.sortColumn)) {
    throw refused('The sort column name must be from a selected column.');
  }
  const isDescending = sort.sortOrder.toLowerCase() === 'desc';
  const direction = isDescending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST';
  return ` ORDER BY ${columnOf(type, sort.sortColumn).path} ${direction}, Id`;
};

/** The rows that the report is made of, from a query. */
function recordsOf(run: ReportRun): RecordRow[] {
  const { call, type, metadata } = run;
  const paths = new Set(type.columns.flatMap(({ path, idPath }) => (idPath === undefined ? [path] : [path, idPath])));
  const limit = metadata.topRows === null ? '' : ` LIMIT ${String(metadata.topRows.rowLimit)}`;
  const soql = `SELECT ${[...paths].join(', ')} FROM ${type.object}${whereOf(type, metadata)}${orderOf(run)}${limit}`;
  const cursor = runQuery(call.org.store, soql, queryContext(call, false));
  return cursor.page(0, cursor.totalSize);
}

const levels = (type: ReportType, groupings: readonly ReportGrouping[]): Level[] =>
  groupings.map((grouping) => {
    const column = columnOf(type, grouping.name);
    return { of: (record) => groupOf(record, column, grouping), descending: grouping.sortOrder === 'Desc' };
  });

/** The rows that the API gives: the first ones, group by group. */
function shownRows(records: readonly RecordRow[], down: Grouped, across: Grouped, limit: number): RecordRow[] {
  const place = new Map([...keysOf(down.groupings), ...keysOf(across.groupings)].map((key, index) => [key, index]));
  const placeIn = (groups: Grouped, record: RecordRow) => place.get(groups.keyOf.get(record) ?? 'T') ?? 0;
  return [...records]
    .sort((a, b) => placeIn(down, a) - placeIn(down, b) || placeIn(across, a) - placeIn(across, b))
    .slice(0, limit);
}

function aggregate(type: ReportType, name: string, records: readonly RecordRow[]): { label: string; value: number } {
  if (name === RECORD_COUNT) return { label: records.length.toLocaleString('en-US'), value: records.length };
  const [kind = '', columnName = ''] = name.split('!');
  const column = columnOf(type, columnName);
  const values = records.map((record) => amountOf(record, column)).filter((value) => value !== undefined);
  const value = values.length === 0 ? 0 : (SUMMARIES.get(kind)?.of(values) ?? 0);
  return { label: column.dataType === 'currency' ? dollars(value) : value.toLocaleString('en-US'), value };
}

interface Fact {
  readonly all: RecordRow[];
  readonly rows: RecordRow[];
}

function factsOf(run: ReportRun, records: readonly RecordRow[], down: Grouped, across: Grouped): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const row of keysOf(down.groupings)) {
    for (const column of keysOf(across.groupings)) facts.set(`${row}!${column}`, { all: [], rows: [] });
  }
  const shown = new Set(shownRows(records, down, across, run.rowLimit));
  for (const record of run.countsAllRows ? records : shown) {
    for (const row of ancestors(down.keyOf.get(record))) {
      for (const column of ancestors(across.keyOf.get(record))) facts.get(`${row}!${column}`)?.all.push(record);
    }
  }
  for (const record of shown) {
    facts.get(`${down.keyOf.get(record) ?? 'T'}!${across.keyOf.get(record) ?? 'T'}`)?.rows.push(record);
  }
  return facts;
}

function factMap(run: ReportRun, facts: ReadonlyMap<string, Fact>): Record<string, unknown> {
  const { type, metadata, details } = run;
  const columns = metadata.detailColumns.map((name) => columnOf(type, name));
  const written = [...facts].map(([key, { all, rows }]) => [
    key,
    {
      aggregates: metadata.aggregates.map((name) => aggregate(type, name, all)),
      ...(details && {
        rows: rows.map((record) => ({ dataCells: columns.map((column) => cellOf(record, column)) })),
      }),
    },
  ]);
  return Object.fromEntries(written) as Record<string, unknown>;
}

function aggregateInfo(type: ReportType, name: string): Record<string, unknown> {
  const contexts = { acrossGroupingContext: null, downGroupingContext: null };
  if (name === RECORD_COUNT) return { label: 'Record Count', dataType: 'int', ...contexts };
  const [kind = '', columnName = ''] = name.split('!');
  const { label, dataType } = columnOf(type, columnName);
  return { label: `${SUMMARIES.get(kind)?.name ?? ''} ${label}`, dataType, ...contexts };
}

/** What the columns, groupings and summaries of a report are. */
export function extendedMetadata(type: ReportType, metadata: ReportMetadata): Record<string, unknown> {
  const info = (name: string) => {
    const { label, dataType } = columnOf(type, name);
    return { label, dataType };
  };
  const groupingInfo = (groupings: readonly ReportGrouping[]) =>
    groupings.map(({ name }, groupingLevel) => [name, { ...info(name), groupingLevel }]);
  return {
    aggregateColumnInfo: Object.fromEntries(metadata.aggregates.map((name) => [name, aggregateInfo(type, name)])),
    detailColumnInfo: Object.fromEntries(metadata.detailColumns.map((name) => [name, info(name)])),
    groupingColumnInfo: Object.fromEntries([
      ...groupingInfo(metadata.groupingsDown),
      ...groupingInfo(metadata.groupingsAcross),
    ]),
  };
}

/**
 * Runs a report over the org's records.
 * @returns the results without their attributes
 */
export function results(run: ReportRun): Record<string, unknown> {
  const { type, metadata, details, rowLimit } = run;
  const records = recordsOf(run);
  const down = grouped(records, levels(type, metadata.groupingsDown));
  const across = grouped(records, levels(type, metadata.groupingsAcross));
  return {
    allData: records.length <= rowLimit,
    factMap: factMap(run, factsOf(run, records, down, across)),
    groupingsAcross: { groupings: across.groupings },
    groupingsDown: { groupings: down.groupings },
    hasDetailRows: details,
    reportExtendedMetadata: extendedMetadata(type, metadata),
    reportMetadata: { ...metadata, hasDetailRows: details },
  };
}
