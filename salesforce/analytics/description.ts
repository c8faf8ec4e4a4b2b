import { AnswerError, expectBody, isFlag, isText, isWords, listOf, maybe, objectWith } from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord } from '../ids';
import type { Org, Versioned } from '../org';
import { dataPath } from '../path';
import { startingOver } from '../query';
import { isExtendedMetadata, isReportMetadata, recordOf, type ExtendedMetadata, type ReportMetadata } from './metadata';

/** A value that a column can be filtered by, with its API name. */
interface FilterValue {
  readonly name: string;
  readonly label: string;
}

/** A column that a report can be filtered by. */
export interface FilterColumn {
  readonly name: string;
  readonly label: string;
  readonly dataType: string;
  /** Of a picklist. */
  readonly values: readonly FilterValue[];
}

/** A date range that moves with time, such as THIS_MONTH. */
export interface ReportDuration {
  readonly label: string;
  readonly value: string;
}

/** A report, and what can be changed of it for a run. */
export interface ReportDescription {
  readonly metadata: ReportMetadata;
  readonly extended: ExtendedMetadata;
  readonly filterColumns: readonly FilterColumn[];
  /** Names of operators by the type of a column. */
  readonly operators: ReadonlyMap<string, readonly string[]>;
  readonly durations: readonly ReportDuration[];
  /** As Salesforce sent it. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Read with {@link readReportDescription}. */
function describeReportRequest({ version }: Versioned, id: string): Request {
  return { method: 'GET', path: dataPath(version, 'analytics', 'reports', id, 'describe') };
}

/** Descriptions that were read for an org; an org lives as long as a run of the node. */
const described = new WeakMap<Org['describe'], Map<string, Promise<ReportDescription>>>();

/** A report's description, read once. */
export async function describeReport(org: Org, id: string): Promise<ReportDescription> {
  const known = described.get(org.describe) ?? new Map<string, Promise<ReportDescription>>();
  described.set(org.describe, known);
  const reading = known.get(id) ?? readOnce(org, id);
  known.set(id, reading);
  // What could not be read is read again for the next item.
  reading.catch(() => known.delete(id));
  return await reading;
}

async function readOnce(org: Org, id: string): Promise<ReportDescription> {
  return await startingOver(async () => readReportDescription(await org.send(describeReportRequest(org, id)), id));
}

interface TypeValue {
  readonly name?: string | null | undefined;
  readonly label?: string | null | undefined;
}

interface TypeColumn {
  readonly label: string;
  readonly dataType: string;
  readonly filterable?: boolean | null | undefined;
  readonly filterValues?: readonly TypeValue[] | null | undefined;
}

const isTypeColumn = objectWith<TypeColumn>({
  label: isWords,
  dataType: isText,
  filterable: maybe(isFlag),
  filterValues: maybe(listOf(objectWith<TypeValue>({ name: maybe(isWords), label: maybe(isWords) }))),
});
const isDurationGroup = objectWith({
  standardDateFilterDurations: listOf(objectWith<ReportDuration>({ label: isWords, value: isText })),
});

const isDescription = objectWith({
  reportMetadata: isReportMetadata,
  reportExtendedMetadata: isExtendedMetadata,
  reportTypeMetadata: objectWith({
    categories: listOf(objectWith({ columns: recordOf(isTypeColumn) })),
    dataTypeFilterOperatorMap: recordOf(listOf(objectWith({ name: isText }))),
    standardDateFilterDurationGroups: maybe(listOf(isDurationGroup)),
  }),
});

/** @throws SalesforceError, AnswerError */
export function readReportDescription(response: Response, id: string): ReportDescription {
  const body = expectBody(response, isDescription, 'the description of a report', 200);
  const { reportMetadata: metadata, reportExtendedMetadata: extended, reportTypeMetadata: type } = body;
  if (!canBeOneRecord(metadata.id, id)) throw new AnswerError(200, `it describes another report, ${metadata.id}`);
  const columns = type.categories.flatMap((category) => Object.entries(category.columns));
  const filterColumns = columns.flatMap(([name, { label, dataType, filterable, filterValues }]): FilterColumn[] => {
    return filterable === false ? [] : [{ name, label, dataType, values: valuesIn(filterValues ?? []) }];
  });
  const operators = Object.entries(type.dataTypeFilterOperatorMap).map(
    ([dataType, list]) => [dataType, list.map(({ name }) => name)] as const,
  );
  return {
    answer: { ...body },
    metadata,
    extended,
    filterColumns: [...new Map(filterColumns.map((column) => [column.name, column])).values()],
    operators: new Map(operators),
    durations: (type.standardDateFilterDurationGroups ?? []).flatMap((group) => group.standardDateFilterDurations),
  };
}

function valuesIn(given: readonly TypeValue[]): FilterValue[] {
  return given.flatMap(({ name, label }) => (isText(name) ? [{ name, label: label ?? name }] : []));
}
