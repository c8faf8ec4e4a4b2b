import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DASHBOARDS } from '../../simulator/analytics/dashboards';
import type { LieName } from '../../simulator/control/lies';
import { idOf, to18 } from '../../simulator/data/ids';
import { CONTACT, RECORD_BY_ID } from '../cases/contacts';
import type { Given } from './agreement';
import { lookTimes, OPEN_CODES, readTimes } from './writes/define';
import { BUSY, type FaultKind, type Target } from './faults';
import type { TrialOrg } from './org';
import { DOCUMENTS, type Subject } from './subjects';
import { BEFORE, KEY, type Wish } from './wishes';

/** A row of the table: everything there is to know of a way to read. */
export interface ReadCase {
  readonly title: string;
  /** What is there to be read: contacts, unless it says otherwise. */
  readonly subject?: Subject;
  /** Records to read: several pages where there are pages. */
  readonly rows: number;
  readonly input: (org: TrialOrg, wishes: readonly Wish[]) => Promise<IDataObject[]> | IDataObject[];
  readonly nodes: (salesforce: (parameters: INodeParameters) => INode) => INode[];
  readonly read: (output: readonly INodeExecutionData[]) => Promise<Given>;
  /** What the rows are to be, where they are not the contacts. */
  readonly wanted?: (wishes: readonly Wish[], org: TrialOrg) => readonly string[];
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

type RowToText = (row: Readonly<Record<string, unknown>>) => string;

const items = itemsAs(rowText);

/** Each item is a row. */
function itemsAs(textOf: RowToText): ReadCase['read'] {
  return async (output) => {
    const rows = output.filter(({ json }) => json['error'] === undefined);
    return { rows: rows.map(({ json }) => textOf(json)), errors: errorsIn(output) };
  };
}

const file = fileAs(rowText);

/** The rows of a file, which are as many as the node says. */
function fileAs(textOf: RowToText): ReadCase['read'] {
  return async (output) => {
    const errors = errorsIn(output);
    const [{ json = {}, binary = {} } = {}] = output;
    const { data } = binary;
    if (data === undefined) return { rows: [], errors };
    const rows = await csvRows(data);
    const miscounted =
      rows.length === json['rows'] ? [] : [`${rows.length} rows are in a file of ${String(json['rows'])}`];
    return { rows: rows.map(textOf), errors: [...errors, ...miscounted] };
  };
}

async function csvRows(data: IBinaryData): Promise<Record<string, string>[]> {
  return parse(await bytesIn(data), { columns: true, bom: true });
}

async function bytesIn(data: IBinaryData): Promise<Buffer> {
  return await Container.get(BinaryDataService).getAsBuffer(data);
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

const LOADED_ROW = ['Id', 'LastName', 'Title'] as const;

/** The rows of a load's files, with the name of the file that they are in. */
async function loadedRows(output: readonly INodeExecutionData[]): Promise<Given> {
  const rows: string[] = [];
  for (const [name, data] of Object.entries(output[0]?.binary ?? {})) {
    for (const row of await csvRows(data)) rows.push([name, ...LOADED_ROW.map((column) => row[column])].join(' '));
  }
  return { rows, errors: errorsIn(output) };
}

const loadedCase: ReadCase = {
  title: 'Get the results of a load job',
  rows: 1_000,
  input: async (org, wishes) => {
    const lines = wishes.map(({ id, key }) => ({ Id: id, LastName: AFTER, Title: key }));
    return [{ jobId: await org.runHalf('update', stringify(lines, { header: true })) }];
  },
  nodes: (salesforce) => [
    salesforce({ resource: 'bulk', operation: 'getResults', jobType: 'ingest', jobId: '={{ $json.jobId }}' }),
  ],
  read: loadedRows,
  wanted: (wishes, org) =>
    wishes.map(({ id, key }) => {
      const isSaved = org.row('Contact', id)['LastName'] === AFTER;
      return `${isSaved ? 'successful' : 'failed'} ${id} ${AFTER} ${key}`;
    }),
  targets: (fault) => [
    { method: 'GET', path: '/jobs/ingest/\\w+$', ...lookTimes(fault) },
    { method: 'GET', path: '/jobs/ingest/\\w+/\\w+$', ...readTimes(fault) },
  ],
};

const AFTER = 'Áfter';

/** The ID of each file with its text, which is its key. */
const downloadCase: ReadCase = {
  title: 'Download files',
  subject: DOCUMENTS,
  rows: 100,
  input: byId,
  nodes: (salesforce) => [
    salesforce({
      resource: 'file',
      operation: 'download',
      fileId: { __rl: true, mode: 'id', value: '={{ $json.Id }}' },
    }),
  ],
  read: async (output) => {
    const rows: string[] = [];
    for (const { json, binary } of output) {
      if (binary?.['data'] === undefined) continue;
      rows.push(`${String(json['documentId'])} ${(await bytesIn(binary['data'])).toString()}`);
    }
    return { rows, errors: errorsIn(output) };
  },
  wanted: (wishes) => wishes.map(({ id, key }) => `${id} ${key}`),
  targets: (fault) => [
    { path: '/query\\?|/composite$', ...readTimes(fault) },
    { path: '/VersionData$', ...readTimes(fault) },
  ],
  // The bytes of one file in place of another of the same size.
  untellable: ['sameAgain'],
};

const listViewText: RowToText = ({ Id, Name }) => `${String(Id)} ${String(Name)}`;

const listViewCase: ReadCase = {
  title: 'Get the records of a list view',
  rows: PAGES,
  input: NONE,
  nodes: (salesforce) => [
    salesforce({
      resource: 'listView',
      operation: 'getRecords',
      object: CONTACT,
      // The simulated org's own of all contacts.
      listViewId: { __rl: true, mode: 'id', value: to18('00B8d0003000001') },
      returnAll: true,
    }),
  ],
  read: itemsAs(listViewText),
  wanted: (_, org) =>
    org.rows().map(({ Id, FirstName, LastName }) =>
      listViewText({
        Id,
        Name: [FirstName, LastName].filter((name) => name !== null && name !== undefined).join(' '),
      }),
    ),
  targets: (fault) => [{ path: '/listviews/\\w+/describe$', ...readTimes(fault) }, ...pageTargets(fault)],
};

const REPORT = { __rl: true, mode: 'id', value: idOf('00O', 4) };

const reportText: RowToText = (row) => `${String(row['Contact ID'])} ${String(row['Last Name'])}`;

const REPORTED: Pick<ReadCase, 'input' | 'rows' | 'targets' | 'wanted'> = {
  rows: 1_000,
  input: NONE,
  wanted: (_, org) => org.rows().map(({ Id, LastName }) => reportText({ 'Contact ID': Id, 'Last Name': LastName })),
  targets: (fault) => [{ path: `/analytics/reports/`, ...readTimes(fault) }],
};

const reportCases: readonly ReadCase[] = [
  {
    ...REPORTED,
    title: 'Run a report',
    nodes: (salesforce) => [salesforce({ resource: 'report', operation: 'run', report: REPORT, returnAll: true })],
    read: itemsAs(reportText),
  },
  {
    ...REPORTED,
    title: 'Export a report',
    nodes: (salesforce) => [
      salesforce({ resource: 'report', operation: 'export', report: REPORT, reportFormat: 'csv' }),
    ],
    read: fileAs(reportText),
  },
];

const [DASHBOARD] = DASHBOARDS;

interface RefreshOutput {
  readonly ended?: boolean;
  readonly components?: readonly { readonly componentId: string; readonly refreshStatus: string }[];
}

/** The components that are said to be up to date. */
const refreshCase: ReadCase = {
  title: 'Refresh a dashboard',
  rows: DASHBOARD?.components.length ?? 0,
  input: NONE,
  nodes: (salesforce) => [
    salesforce({
      resource: 'dashboard',
      operation: 'refresh',
      dashboard: { __rl: true, mode: 'id', value: DASHBOARD?.id ?? '' },
    }),
  ],
  read: async (output) => {
    const [{ json } = { json: {} }] = output;
    const { ended, components = [] } = json as RefreshOutput;
    return {
      rows: components.map((one) => `${one.componentId} ${one.refreshStatus} ${ended}`),
      errors: errorsIn(output),
    };
  },
  wanted: () => DASHBOARD?.components.map(({ id }) => `${id} IDLE true`) ?? [],
  targets: (fault) => [
    { method: 'PUT', path: '/analytics/dashboards/' },
    { method: 'GET', path: '/analytics/dashboards/\\w+/status$', ...lookTimes(fault) },
  ],
};

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
  loadedCase,
  downloadCase,
  listViewCase,
  ...reportCases,
  refreshCase,
];
