import { typedNumber, writeCell, columnTitles, type ReportRow, type ReportStyle } from './cells';
import type { ColumnInfo } from './metadata';
import { leavesOf, pathsOf, TOTAL, type GroupingPath, type GroupingValue, type ReportResults } from './results';

/** The summary that counts the rows. */
export const ROW_COUNT = 'RowCount';

/** What the groupings, and then the columns or summaries of a report are called in its rows. */
interface Titles {
  readonly groupings: readonly string[];
  readonly columns: readonly string[];
}

function titlesOf(
  { metadata, extended }: ReportResults,
  of: 'aggregates' | 'detailColumns',
  style: ReportStyle,
): Titles {
  const groupings = [...metadata.groupingsDown, ...metadata.groupingsAcross].map(({ name }) => name);
  const infos = of === 'aggregates' ? extended.aggregateColumnInfo : extended.detailColumnInfo;
  const titles = columnTitles(
    [
      ...groupings.map((name) => labeled(name, extended.groupingColumnInfo)),
      ...metadata[of].map((name) => labeled(name, infos)),
    ],
    style,
  );
  return { groupings: titles.slice(0, groupings.length), columns: titles.slice(groupings.length) };
}

function labeled(name: string, infos: Readonly<Record<string, ColumnInfo>>): { name: string; label: string } {
  return { name, label: infos[name]?.label ?? name };
}

/** The columns of a report's rows, in order. */
export function rowTitles(results: ReportResults, style: ReportStyle): string[] {
  const { groupings, columns } = titlesOf(results, 'detailColumns', style);
  return [...groupings, ...columns];
}

/** The detail rows of a report, group by group, each with the values of its groupings. */
export function* reportRows(results: ReportResults, style: ReportStyle): Generator<ReportRow, void, undefined> {
  const titles = titlesOf(results, 'detailColumns', style);
  for (const down of leavesOf(results.down)) {
    for (const across of leavesOf(results.across)) {
      for (const cells of results.facts.get(`${down.key}!${across.key}`)?.rows ?? []) {
        const row = emptyRow(titles);
        writeGroupings(row, titles, groupingsOf(results, down, across), style);
        for (const [place, cell] of cells.entries()) writeCell(row, titles.columns[place] ?? '', cell, style);
        yield row;
      }
    }
  }
}

/** All columns, so that each row has them in the same order, and a second part of a value takes none of their names. */
function emptyRow({ groupings, columns }: Titles): ReportRow {
  return Object.fromEntries([...groupings, ...columns].map((title) => [title, null]));
}

/** The values of a combination's groupings by their level; undefined where they are totaled. */
function groupingsOf(
  { metadata }: Pick<ReportResults, 'metadata'>,
  down: GroupingPath,
  across: GroupingPath,
): (GroupingValue | undefined)[] {
  const levels = ({ values }: GroupingPath, count: number) =>
    Array.from({ length: count }, (_, level) => values[level]);
  return [...levels(down, metadata.groupingsDown.length), ...levels(across, metadata.groupingsAcross.length)];
}

function writeGroupings(
  row: ReportRow,
  { groupings }: Titles,
  values: readonly (GroupingValue | undefined)[],
  style: ReportStyle,
): void {
  for (const [level, value] of values.entries()) {
    if (value !== undefined) writeCell(row, groupings[level] ?? '', value, style);
  }
}

/** How many rows there are, and how many Salesforce counts: undefined where the report does not count them. */
export function rowCounts(results: ReportResults): { came: number; counted: number | undefined } {
  let came = 0;
  for (const { rows } of results.facts.values()) came += rows.length;
  return { came, counted: salesforceCount(results) };
}

function salesforceCount({ metadata, facts }: Pick<ReportResults, 'facts' | 'metadata'>): number | undefined {
  const place = metadata.aggregates.indexOf(ROW_COUNT);
  const value = place < 0 ? undefined : facts.get('T!T')?.aggregates[place]?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/**
 * The summaries of a report, one row for each combination of its innermost groupings; the grand total of a report
 * without groupings.
 * @param subtotals whether also those of outer groupings and the grand total, each with the number of its groupings
 */
export function* reportTotals(
  results: ReportResults,
  style: ReportStyle,
  subtotals: boolean,
): Generator<ReportRow, void, undefined> {
  const titles = titlesOf(results, 'aggregates', style);
  const paths = (groupings: readonly GroupingValue[]) =>
    subtotals ? [TOTAL, ...pathsOf(groupings)] : leavesOf(groupings);
  for (const down of paths(results.down)) {
    for (const across of paths(results.across)) {
      const fact = results.facts.get(`${down.key}!${across.key}`);
      if (fact === undefined) continue;
      const row = emptyRow(titles);
      writeGroupings(row, titles, groupingsOf(results, down, across), style);
      for (const [place, { value, label }] of fact.aggregates.entries()) {
        row[titles.columns[place] ?? ''] = style.values === 'asShown' ? (label ?? null) : typedNumber(value ?? null);
      }
      if (subtotals) row[GROUPING_LEVEL] = down.values.length + across.values.length;
      yield row;
    }
  }
}

/** By how many groupings a total is divided: 0 is the grand total. */
const GROUPING_LEVEL = 'Grouping Level';
