import {
  AnswerError,
  expectBody,
  expectShape,
  InputError,
  isFlag,
  isRecord,
  isWords,
  listOf,
  maybe,
  objectWith,
  type Shape,
} from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord } from '../ids';
import { isNumberText } from '../numbers';
import type { Versioned } from '../org';
import { dataPath } from '../path';
import { isDay } from '../values/dates';
import {
  CUSTOM_RANGE,
  isExtendedMetadata,
  isReportMetadata,
  JOINED,
  recordOf,
  type DateFilter,
  type ExtendedMetadata,
  type ReportFilter,
  type ReportMetadata,
} from './metadata';

/** A value of a report, and how the report shows it. */
export interface ReportCell {
  readonly label?: string | null | undefined;
  readonly value?: unknown;
}

/** A value of a grouping, with the groupings within it. */
export interface GroupingValue extends ReportCell {
  readonly key: string;
  readonly groupings: readonly GroupingValue[];
}

/** What is in one combination of groupings. */
export interface Fact {
  readonly aggregates: readonly ReportCell[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** The results of a run. */
export interface ReportResults {
  readonly metadata: ReportMetadata;
  readonly extended: ExtendedMetadata;
  readonly down: readonly GroupingValue[];
  readonly across: readonly GroupingValue[];
  /** By the keys of a row's grouping and a column's, as in `0_1!2`; `T` is the total. */
  readonly facts: ReadonlyMap<string, Fact>;
  readonly hasRows: boolean;
  /** Whether all rows are there, of which Salesforce gives 2,000. */
  readonly isComplete: boolean;
}

/** A report, with what is changed of its metadata for one run. */
export interface WantedRun {
  readonly id: string;
  /** The whole metadata; undefined for the report as it is saved. */
  readonly changed?: ReportMetadata | undefined;
  /** Whether rows are wanted; undefined where a run was started before. */
  readonly details: boolean | undefined;
}

/** Runs a report; nothing of it is saved. Read with {@link readReportResults}. */
export function runReportRequest(org: Versioned, wanted: WantedRun): Request {
  const path = dataPath(org.version, 'analytics', 'reports', wanted.id);
  const query = { includeDetails: wanted.details };
  if (wanted.changed === undefined) return { method: 'GET', path, query };
  return { method: 'POST', path, query, body: { reportMetadata: wanted.changed }, reads: true };
}

interface GroupsAnswer {
  readonly groupings: readonly GroupingValue[];
}

const isCell = objectWith<ReportCell>({
  label: maybe(isWords),
  value: (value): value is unknown => value !== undefined,
}) as Shape<unknown> as Shape<ReportCell>;

/** As deep as no report has groupings. */
const DEEPEST = 5;

function isGroupingAt(depth: number): Shape<GroupingValue> {
  return (value): value is GroupingValue =>
    isRecord(value) &&
    isCell(value) &&
    typeof value['key'] === 'string' &&
    /^\d+(?:_\d+)*$/.test(value['key']) &&
    depth < DEEPEST &&
    listOf(isGroupingAt(depth + 1))(value['groupings']);
}

const isGroups = objectWith<GroupsAnswer>({ groupings: listOf(isGroupingAt(0)) });

interface FactAnswer {
  readonly aggregates: readonly ReportCell[];
  readonly rows?: readonly { readonly dataCells: readonly ReportCell[] }[] | null | undefined;
}

const isFact = objectWith<FactAnswer>({
  aggregates: listOf(isCell),
  rows: maybe(
    listOf(
      objectWith<{ dataCells: readonly ReportCell[] }>({ dataCells: listOf(isCell) as Shape<readonly ReportCell[]> }),
    ),
  ),
}) as Shape<FactAnswer>;

const isResults = objectWith({
  reportMetadata: isReportMetadata,
  reportExtendedMetadata: isExtendedMetadata,
  factMap: recordOf(isFact),
  groupingsDown: maybe(isGroups),
  groupingsAcross: maybe(isGroups),
  allData: isFlag,
  hasDetailRows: isFlag,
  hasExceededTabularRowLimit: maybe(isFlag),
});

/**
 * The results of a run, once they are those of the report that was run, with what was changed of it, and fit together.
 * @throws SalesforceError, AnswerError
 */
export function readReportResults(response: Response, wanted: WantedRun): ReportResults {
  const results = resultsIn(expectBody(response, isResults, 'the results of a report', 200));
  expectReport(results.metadata, wanted);
  if (wanted.details !== undefined && results.hasRows !== wanted.details) {
    throw new AnswerError(200, wanted.details ? 'it has no rows' : 'it has rows, which were not asked for');
  }
  checkFacts(results);
  return results;
}

/**
 * Results inside another answer, a dashboard's.
 * @throws AnswerError when they do not fit together
 */
export function readComponentResults(value: unknown): ReportResults {
  const results = resultsIn(expectShape(value, isResults, 'the results of a report'));
  checkFacts(results);
  return results;
}

type Guarded<T> = T extends Shape<infer Value> ? Value : never;

function resultsIn(body: Guarded<typeof isResults>): ReportResults {
  const { reportMetadata: metadata } = body;
  return {
    metadata,
    extended: body.reportExtendedMetadata,
    down: body.groupingsDown?.groupings ?? [],
    across: body.groupingsAcross?.groupings ?? [],
    facts: new Map(Object.entries(body.factMap).map(([key, fact]) => [key, factOf(fact)])),
    hasRows: body.hasDetailRows,
    isComplete: body.allData && body.hasExceededTabularRowLimit !== true,
  };
}

function factOf({ aggregates, rows }: FactAnswer): Fact {
  return { aggregates, rows: (rows ?? []).map(({ dataCells }) => dataCells) };
}

/**
 * Whether a run was another one than was asked for: its results repeat what a run changes, as Salesforce writes it. Without
 * that, they would be those of the report as it is saved.
 */
function contradicts(ran: ReportMetadata, asked: ReportMetadata): boolean {
  return (
    ran.reportFormat !== asked.reportFormat ||
    ran.detailColumns.join() !== asked.detailColumns.join() ||
    ran.reportFilters.length !== asked.reportFilters.length ||
    ran.reportFilters.some((filter, place) => isOtherFilter(filter, asked.reportFilters[place])) ||
    logicOf(ran) !== logicOf(asked) ||
    areOtherDates(ran.standardDateFilter, asked.standardDateFilter) ||
    isOtherLimit(ran.topRows, asked.topRows)
  );
}

function isOtherFilter(ran: ReportFilter, asked: ReportFilter | undefined): boolean {
  if (asked === undefined || ran.column !== asked.column || ran.operator !== asked.operator) return true;
  return isOtherValue(ran.value, asked.value);
}

/** What is asked as a day or a number is written as such; Salesforce may write it in the way of the user's country. */
function isOtherValue(ran: string, asked: string): boolean {
  if (isDay(asked)) return isOtherDate(partsOfDay(ran), partsOfDay(asked));
  const read = isNumberText(asked) ? digitsOf : wordsOf;
  const [one, other] = [read(ran), read(asked)];
  // An ID comes back with 15 or 18 characters, and a number with fewer decimals.
  if (one === undefined || other === undefined) return false;
  if (one === '' || other === '') return one !== other;
  return !one.startsWith(other) && !other.startsWith(one);
}

/** Its numbers, in whatever order they are written: `1.3.26` and `2026-03-01` are one day. */
function partsOfDay(text: string): readonly number[] {
  const parts = text.match(/\d+/g) ?? [];
  return parts.map((part) => Number(part) % 100).sort((one, other) => one - other);
}

function isOtherDate(ran: readonly number[], asked: readonly number[]): boolean {
  return ran.length === asked.length && ran.join() !== asked.join();
}

/** Without what is before and after its digits: `1,000.00 EUR` and `1000` have the same. */
function digitsOf(value: string): string {
  return value.replaceAll(/\D+/g, '').replace(/^0+/, '').replace(/0+$/, '');
}

/** What Salesforce has several ways to write: `1,2`, `2026-03-01T12:00:00Z`, and both `LAST_N_DAYS:30` and `LAST 30 DAYS`. */
const IN_OTHER_WORDS = /^(?:\d+(?:am|pm)?$|\d{8}t\d|last|next|n[a-z]*\d|this|today|tomorrow|yesterday)/;

/** A value without its punctuation, unless it is a list of numbers, a moment or a relative date. */
function wordsOf(value: string): string | undefined {
  const plain = value.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return IN_OTHER_WORDS.test(plain) ? undefined : plain;
}

/** Numbers of filters and what is between them: `1AND2OR3`. */
function logicOf({ reportBooleanFilter: logic }: ReportMetadata): string {
  return (logic ?? '').toUpperCase().replaceAll(/[\s()]+/g, '');
}

function areOtherDates(ran: DateFilter | null | undefined, asked: DateFilter | null | undefined): boolean {
  if (ran == null || asked == null) return ran == null && asked != null && asked.column !== '';
  const isOther = (one: string, other: string): boolean => one.toLowerCase() !== other.toLowerCase();
  const isOtherDay = (one: string | null, other: string | null): boolean =>
    one != null && other != null && one.slice(0, DAY) !== other.slice(0, DAY);
  return (
    isOther(ran.column, asked.column) ||
    isOther(ran.durationValue, asked.durationValue) ||
    (asked.durationValue === CUSTOM_RANGE &&
      (isOtherDay(ran.startDate, asked.startDate) || isOtherDay(ran.endDate, asked.endDate)))
  );
}

function isOtherLimit(ran: unknown, asked: unknown): boolean {
  const [one, other] = [ran, asked].map((top) => (isRecord(top) ? top['rowLimit'] : undefined));
  return one !== undefined && other !== undefined && one !== other;
}

/** Characters of `2026-03-01`. */
const DAY = 10;

function expectReport(metadata: ReportMetadata, { id, changed }: WantedRun): void {
  if (!canBeOneRecord(metadata.id, id))
    throw new AnswerError(200, `it has the results of another report, ${metadata.id}`);
  checkFormat(metadata);
  if (changed === undefined || !contradicts(metadata, changed)) return;
  throw new AnswerError(200, 'it has the results of the report as it is saved, without what was changed for this run');
}

/** @throws InputError for a joined report */
export function checkFormat({ name, reportFormat }: ReportMetadata): void {
  if (reportFormat !== JOINED) return;
  throw new InputError(`“${name}” is a joined report, which Salesforce’s API does not run.`, {
    reason: 'joinedReport',
  });
}

/** The keys of the innermost groupings; the total where there are none. */
export function leavesOf(groupings: readonly GroupingValue[]): readonly GroupingPath[] {
  return groupings.length === 0 ? [TOTAL] : pathsOf(groupings).filter(({ isLeaf }) => isLeaf);
}

/** A grouping with the values from the outermost to its own. */
export interface GroupingPath {
  readonly key: string;
  readonly values: readonly GroupingValue[];
  readonly isLeaf: boolean;
}

/** What is not grouped. */
export const TOTAL: GroupingPath = { key: 'T', values: [], isLeaf: true };

/** Every grouping, the outer ones first, without the total. */
export function pathsOf(groupings: readonly GroupingValue[], outer: readonly GroupingValue[] = []): GroupingPath[] {
  return groupings.flatMap((one) => {
    const values = [...outer, one];
    return [{ key: one.key, values, isLeaf: one.groupings.length === 0 }, ...pathsOf(one.groupings, values)];
  });
}

/** @throws AnswerError when groupings, totals and rows do not fit together */
function checkFacts({ metadata, down, across, facts }: ReportResults): void {
  const rowKeys = checkedKeys(down, metadata.groupingsDown.length);
  const columnKeys = checkedKeys(across, metadata.groupingsAcross.length);
  for (const [key, { aggregates, rows }] of facts) {
    const [row = '', column = '', ...more] = key.split('!');
    const [rowKind, columnKind] = [rowKeys.get(row), columnKeys.get(column)];
    if (more.length > 0 || rowKind === undefined || columnKind === undefined) {
      throw new AnswerError(200, `it has values of a grouping that is not in it, ${key}`);
    }
    if (aggregates.length !== metadata.aggregates.length) {
      throw new AnswerError(200, `it has ${aggregates.length} totals in place of ${metadata.aggregates.length}`);
    }
    const isInnermost = rowKind === 'leaf' && columnKind === 'leaf';
    if (rows.length > 0 && !isInnermost)
      throw new AnswerError(200, `it has rows outside the innermost groupings, ${key}`);
    checkRows(rows, metadata);
  }
  if (!facts.has('T!T')) throw new AnswerError(200, 'it has no grand total');
  // A matrix need not have all combinations; a group of rows, however, is there because of its rows.
  const missing = across.length > 0 ? undefined : leavesOf(down).find(({ key }) => !facts.has(`${key}!T`));
  if (missing !== undefined) throw new AnswerError(200, `it has no values of one of its groupings, ${missing.key}`);
}

/** The keys that a fact can be of, and whether they are of the innermost groupings. */
function checkedKeys(groupings: readonly GroupingValue[], levels: number): Map<string, 'leaf' | 'outer'> {
  const paths = pathsOf(groupings);
  const keys = new Map(paths.map(({ key, isLeaf }) => [key, isLeaf ? 'leaf' : 'outer'] as const));
  if (keys.size < paths.length) throw new AnswerError(200, 'it has two groupings with one key');
  if (paths.some(({ isLeaf, values }) => isLeaf && values.length !== levels)) {
    throw new AnswerError(200, `its groupings have other levels than the ${levels} of the report`);
  }
  return keys.set('T', paths.length === 0 ? 'leaf' : 'outer');
}

function checkRows(rows: Fact['rows'], { detailColumns }: ReportMetadata): void {
  const misfit = rows.find((cells) => cells.length !== detailColumns.length);
  if (misfit === undefined) return;
  throw new AnswerError(200, `it has a row of ${misfit.length} cells for ${detailColumns.length} columns`);
}
