import type { AxiosInstance } from 'axios';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { inParallel, PARALLEL, pages, plainClient, timed, withoutAttributes } from '../client';
import { builtinNode, credentialsOf, engineWith, ourNode, runLast } from '../n8n';
import type { Bar, Side, Task } from './define';
import { wall } from './define';

/** Records that one call takes. */
export const COLLECTION = 200;

/** Marks what the benchmark wrote. */
export const KEY = 'BENCH-';

const externalId = (index: number): string => `${KEY}${String(index).padStart(7, '0')}`;

/** A contact as a sync has it: mostly text, every value its own. */
export function contact(index: number): IDataObject {
  return {
    LastName: `Lovelace ${index}`,
    FirstName: 'Ada',
    Email: `ada.${index}@bench.example`,
    Phone: `+44 20 ${index}`,
    Title: 'Analyst',
    MailingCity: 'London',
    External_Id__c: externalId(index),
  };
}

export const contacts = (size: number): IDataObject[] => Array.from({ length: size }, (_, index) => contact(index));

/** Of a write of 10,000 records. */
export const API_CALLS: Bar = {
  what: 'API calls',
  unit: '',
  of: ({ ours }) => ours.apiCalls,
  atMost: 50,
  fullSize: true,
};

/** The bars of a write of 10,000 records. */
export const WRITE_BARS: readonly Bar[] = [
  wall(1.3),
  API_CALLS,
  { what: 'built-in against ours, a record', unit: '×', of: ({ builtin }) => builtin, atLeast: 50, latency: 40 },
];

export interface SaveResult {
  success: boolean;
}

export const CONTACT: INodeParameters = { __rl: true, mode: 'name', value: 'Contact' };

/** Fields that items bring under their names; what else they bring stays. */
export const AUTO_MAP = {
  fields: { mappingMode: 'autoMapInputData', value: null },
  options: { ignoreUnknownFields: true },
} as unknown as INodeParameters;

/** One of the record operations that writes. Collections, whatever the number. */
export function writeNode(operation: string, parameters: INodeParameters): INode {
  return ourNode({ resource: 'record', operation, object: CONTACT, sendAs: 'collections', ...parameters });
}

export const RECORD_BY_ID: INodeParameters = {
  identifyBy: 'recordId',
  recordId: { __rl: true, mode: 'id', value: '={{ $json.Id }}' },
};

/** One call for each 200 records, several under way. */
export function collections(
  items: (task: Task) => Promise<IDataObject[]> | IDataObject[],
  call: (http: AxiosInstance, records: readonly IDataObject[]) => Promise<{ data: SaveResult[] }>,
): Side {
  return async (task) => {
    const http = plainClient(task.org);
    const records = await items(task);
    return () =>
      timed(async () => {
        const chunks: IDataObject[][] = [];
        for (let from = 0; from < records.length; from += COLLECTION)
          chunks.push(records.slice(from, from + COLLECTION));
        let saved = 0;
        await inParallel(chunks, PARALLEL, async (chunk) => {
          const { data } = await call(http, chunk);
          saved += data.filter(({ success }) => success).length;
        });
        return saved;
      });
  };
}

export const typed = (records: readonly IDataObject[]): IDataObject[] =>
  records.map((record) => ({ attributes: { type: 'Contact' }, ...record }));

/** A node of this package over items. */
export function ours(items: (task: Task) => Promise<IDataObject[]> | IDataObject[], made: INode): Side {
  return async (task) => {
    const engine = await engineWith(task.package);
    const credentials = credentialsOf(task.org);
    const input = await items(task);
    return () => runLast(engine, credentials, [made], input);
  };
}

/** n8n's own Salesforce node over items, of whichever n8n-nodes-base. */
export function builtin(
  items: (task: Task) => Promise<IDataObject[]> | IDataObject[],
  parameters: INodeParameters,
): Side {
  return async (task) => {
    const engine = await engineWith(task.builtin);
    const credentials = credentialsOf(task.org);
    const input = await items(task);
    return () => runLast(engine, credentials, [builtinNode(parameters)], input);
  };
}

/** Contacts that are there, as a query gives them. */
export async function existing({ org, size }: Task, fields: string, where = ''): Promise<IDataObject[]> {
  const found: IDataObject[] = [];
  for await (const page of pages<IDataObject>(
    plainClient(org),
    `SELECT ${fields} FROM Contact ${where} LIMIT ${size}`,
  )) {
    for (const record of page) found.push(withoutAttributes(record));
  }
  return found;
}

/** The built-in's form for the fields of a contact; it has none of its own for custom fields. */
export const BUILTIN_FIELDS: INodeParameters = {
  firstName: '={{ $json.FirstName }}',
  email: '={{ $json.Email }}',
  phone: '={{ $json.Phone }}',
  title: '={{ $json.Title }}',
  mailingCity: '={{ $json.MailingCity }}',
};

export const BUILTIN_KEY: INodeParameters = {
  customFieldsUi: { customFieldsValues: [{ fieldId: 'External_Id__c', value: '={{ $json.External_Id__c }}' }] },
};
