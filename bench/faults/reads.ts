import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { LieName } from '../../simulator/control/lies';
import { CONTACT, RECORD_BY_ID } from '../cases/contacts';
import type { Given } from './agreement';
import { lookTimes, OPEN_CODES, readTimes } from './writes/define';
import { BUSY, type FaultKind, type Target } from './faults';
import type { TrialOrg } from './org';
import { BEFORE, KEY, type Wish } from './wishes';

/** A row of the table: everything there is to know of a way to read. */
export interface ReadCase {
  readonly title: string;
  /** Records to read: several pages where there are pages. */
  readonly rows: number;
  readonly input: (org: TrialOrg, wishes: readonly Wish[]) => Promise<IDataObject[]> | IDataObject[];
  readonly nodes: (salesforce: (parameters: INodeParameters) => INode) => INode[];
  readonly read: (output: readonly INodeExecutionData[]) => Promise<Given>;
  readonly targets: (fault: FaultKind) => Target[];
  /** Lies that nothing in the answer tells from the truth. */
  readonly untellable?: readonly LieName[];
}

/** Three pages. */
const PAGES = 4_100;
const SOQL = `SELECT Id, LastName, Title FROM Contact WHERE Title LIKE '${KEY}%'`;

const FIELDS = ['Id', 'LastName', 'Title'] as const;
const FIELD_PARAMETERS: INodeParameters = { fieldsToReturn: [...FIELDS], moreFields: '' };

/** The text of a row that the org has, or that was given. */
export function rowText(row: Readonly<Record<string, unknown>>): string {
  return FIELDS.map((name) => String(row[name])).join(' ');
}

/** The rows that the org has. */
export function rowsWanted(wishes: readonly Wish[]): string[] {
  return wishes.map(({ id, key }) => rowText({ Id: id, LastName: BEFORE, Title: key }));
}

const isOpen = ({ errorCode }: { errorCode?: string }): boolean => OPEN_CODES.has(errorCode) || errorCode === BUSY;

function errorsIn(output: readonly INodeExecutionData[]): string[] {
  return output.flatMap(({ json }) => {
    const error = json['error'] as { errorCode?: string; message?: string } | undefined;
    if (error === undefined) return [];
    return [isOpen(error) ? '' : `${error.errorCode ?? 'an error without a code'}: ${error.message ?? ''}`];
  });
}

async function items(output: readonly INodeExecutionData[]): Promise<Given> {
  const rows = output.filter(({ json }) => json['error'] === undefined);
  return { rows: rows.map(({ json }) => rowText(json)), errors: errorsIn(output) };
}

/** The rows of a file, which are as many as the node says. */
async function file(output: readonly INodeExecutionData[]): Promise<Given> {
  const errors = errorsIn(output);
  const [{ json = {}, binary = {} } = {}] = output;
  const { data } = binary;
  if (data === undefined) return { rows: [], errors };
  const rows: Record<string, string>[] = parse(await Container.get(BinaryDataService).getAsBuffer(data), {
    columns: true,
  });
  const miscounted =
    rows.length === json['rows'] ? [] : [`${rows.length} rows are in a file of ${String(json['rows'])}`];
  return { rows: rows.map(rowText), errors: [...errors, ...miscounted] };
}

const pageTargets = (fault: FaultKind): Target[] => [
  { path: '/query\\?|/composite$', ...readTimes(fault) },
  { path: '/query/\\w', ...readTimes(fault) },
];

function jobTargets(fault: FaultKind): Target[] {
  const job = '/jobs/query/\\w+';
  return [
    { method: 'POST', path: '/jobs/query$' },
    { method: 'GET', path: `${job}$`, ...lookTimes(fault) },
    ...resultTargets(fault),
  ];
}

function resultTargets(fault: FaultKind): Target[] {
  const job = '/jobs/query/\\w+';
  return [
    { method: 'GET', path: `${job}/result[pP]ages`, ...readTimes(fault) },
    { method: 'GET', path: `${job}/results\\?`, ...readTimes(fault) },
  ];
}

const NONE = (): IDataObject[] => [{}];
const byId = (_: TrialOrg, wishes: readonly Wish[]): IDataObject[] => wishes.map(({ id }) => ({ Id: id }));

const toFile: INodeParameters = { output: 'file', fileFormat: 'csv', binaryPropertyName: 'data' };

export const READ_CASES: readonly ReadCase[] = [
  {
    title: 'Get one record',
    rows: 1,
    input: byId,
    nodes: (salesforce) => [
      salesforce({ resource: 'record', operation: 'get', object: CONTACT, ...RECORD_BY_ID, ...FIELD_PARAMETERS }),
    ],
    read: items,
    targets: (fault) => [{ path: '/sobjects/Contact/', ...readTimes(fault) }],
  },
  {
    title: 'Get records by their IDs',
    rows: 2_500,
    input: byId,
    nodes: (salesforce) => [
      salesforce({ resource: 'record', operation: 'get', object: CONTACT, ...RECORD_BY_ID, ...FIELD_PARAMETERS }),
    ],
    read: items,
    targets: (fault) => pageTargets(fault).slice(0, 1),
  },
  {
    title: 'Get many records',
    rows: PAGES,
    input: NONE,
    nodes: (salesforce) => [
      salesforce({
        resource: 'record',
        operation: 'getAll',
        object: CONTACT,
        returnAll: true,
        ...FIELD_PARAMETERS,
        conditions: { condition: [{ field: 'Title', operator: 'startsWith', value: KEY }] },
      } as unknown as INodeParameters),
    ],
    read: items,
    targets: pageTargets,
  },
  {
    title: 'SOQL in an order of its own',
    rows: PAGES,
    input: NONE,
    nodes: (salesforce) => [salesforce({ resource: 'query', operation: 'soql', soql: `${SOQL} ORDER BY Title DESC` })],
    read: items,
    targets: pageTargets,
  },
  {
    title: 'SOQL to a file',
    rows: PAGES,
    input: NONE,
    nodes: (salesforce) => [salesforce({ resource: 'query', operation: 'soql', soql: SOQL, ...toFile })],
    read: file,
    targets: pageTargets,
  },
  {
    title: 'Search',
    rows: 500,
    input: NONE,
    nodes: (salesforce) => [
      salesforce({
        resource: 'query',
        operation: 'search',
        searchWith: 'term',
        term: BEFORE,
        returnAll: true,
        objects: { object: [{ object: CONTACT, fields: FIELDS.join(', ') }] },
      } as INodeParameters),
    ],
    read: items,
    targets: (fault) => [{ path: '/parameterizedSearch', ...readTimes(fault) }],
    // A search does not say how many records it found.
    untellable: ['rowMissing'],
  },
  {
    title: 'Bulk query to items',
    rows: PAGES,
    input: NONE,
    nodes: (salesforce) => [salesforce({ resource: 'bulk', operation: 'query', soql: SOQL })],
    read: items,
    targets: jobTargets,
  },
  {
    title: 'Bulk query to a file',
    rows: PAGES,
    input: NONE,
    nodes: (salesforce) => [salesforce({ resource: 'bulk', operation: 'query', soql: SOQL, ...toFile })],
    read: file,
    targets: jobTargets,
  },
  {
    title: 'Get the results of a query job',
    rows: PAGES,
    input: async (org) => [{ jobId: await org.runQuery(SOQL) }],
    nodes: (salesforce) => [
      salesforce({ resource: 'bulk', operation: 'getResults', jobType: 'query', jobId: '={{ $json.jobId }}' }),
    ],
    read: file,
    targets: (fault) => [{ method: 'GET', path: '/jobs/query/\\w+$', ...lookTimes(fault) }, ...resultTargets(fault)],
  },
];
