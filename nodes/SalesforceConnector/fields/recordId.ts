import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordId } from '../../../salesforce/ids';
import type { FieldDescribe, ObjectDescribe } from '../../../salesforce/describe';
import { queryPages } from '../../../salesforce/query';
import { select, type Condition } from '../../../salesforce/soql/select';
import { soqlTypeOf } from '../../../salesforce/soql/literals';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { loader, type ListForm } from './listLoader';
import { locatorText } from './locator';

/** What a locator of a record shows. */
interface RecordLocator extends Pick<INodeProperties, 'description' | 'displayName' | 'name'> {
  readonly searchListMethod: string;
  /** Of an empty list, an ID and an address. */
  readonly placeholders: readonly [string, string, string];
}

/** A record from a list, by its ID or by the address of its page. */
export function recordLocator({ searchListMethod, placeholders, ...property }: RecordLocator): INodeProperties {
  const [list, id, url] = placeholders;
  return {
    ...property,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: list,
        typeOptions: { searchListMethod, searchable: true },
      },
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: id,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})\\s*$',
              errorMessage: 'A record ID has 15 or 18 letters and digits',
            },
          },
        ],
      },
      {
        displayName: 'By URL',
        name: 'url',
        type: 'string',
        placeholder: url,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*https?://.*[A-Za-z0-9]{15}.*$',
              errorMessage: 'Paste the URL of a record page in Salesforce',
            },
          },
        ],
      },
    ],
  };
}

export const recordIdProperty: INodeProperties = {
  ...recordLocator({
    displayName: 'Record',
    name: 'recordId',
    description: 'The record to work on',
    searchListMethod: 'searchRecords',
    placeholders: [
      'Select a record…',
      'e.g. 0035g00000ABCdeAAG',
      'e.g. https://acme.lightning.force.com/lightning/r/Contact/0035g00000ABCdeAAG/view',
    ],
  }),
  required: true,
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
};

/** The ID of the record, also from a URL. */
export function readRecordId(form: FormValues): string {
  return recordId(locatorText(form.param('recordId'), 'Record'), 'Record');
}

const RECORDS_PER_PAGE = 50;
/** Salesforce's limit for OFFSET; to find records beyond it, type a part of the name. */
const LAST_OFFSET = 2000;

/** Lists records whose name contains what the user typed, a page at a time: an org can have a million. */
export function recordList(objectOf: (form: ListForm) => Promise<ObjectDescribe>) {
  return loader(
    async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
      await recordChoices(form.org, { object: await objectOf(form), filter, paginationToken }),
  );
}

export const searchRecords = recordList(({ object }) => object('records'));

/** Which records a list shows. */
interface RecordList {
  readonly object: ObjectDescribe;
  /** What the user typed. */
  readonly filter: string | undefined;
  readonly paginationToken: string | undefined;
  /** A field to show beside the name. */
  readonly beside?: string;
  /** Values that text fields of the records must have. */
  readonly only?: Readonly<Record<string, string>>;
}

/** A page of the records of an object. */
export async function recordChoices(org: NodeOrg, list: RecordList): Promise<INodeListSearchResult> {
  const { object, paginationToken = '0', beside } = list;
  const offset = Number(paginationToken);
  const soql = `${recordQuery(list)} OFFSET ${offset}`;
  const records = [];
  for await (const page of queryPages(org, soql, { limit: RECORDS_PER_PAGE + 1 })) {
    for (const record of page.records) records.push(record);
  }

  const name = nameField(object)?.name ?? 'Id';
  const results = records.slice(0, RECORDS_PER_PAGE).map((record) => {
    const more = beside === undefined ? undefined : record[beside];
    const shown = String(record[name] ?? record['Id']);
    return { name: typeof more === 'string' ? `${shown} (${more})` : shown, value: String(record['Id']) };
  });
  const next = offset + RECORDS_PER_PAGE;
  return records.length > RECORDS_PER_PAGE && next <= LAST_OFFSET
    ? { results, paginationToken: String(next) }
    : { results };
}

function recordQuery({ object, filter = '', beside, only = {} }: RecordList): string {
  const name = nameField(object);
  const conditions = [
    ...Object.entries(only).map(([field, value]) => equalTo(field, value)),
    ...nameCondition(name, filter.trim()),
  ];
  return select({
    object: object.name,
    fields: ['Id', name?.name, beside].filter((field) => field !== undefined),
    ...(conditions.length === 0 ? {} : { where: { match: 'all', conditions } }),
    orderBy: [{ field: name?.sortable === true ? name.name : 'Id', direction: 'asc' }],
    limit: RECORDS_PER_PAGE + 1,
  });
}

function equalTo(field: string, value: string): Condition {
  return { field, operator: 'equals', value, type: 'text' };
}

function nameCondition(name: FieldDescribe | undefined, filter: string): Condition[] {
  if (filter === '' || name?.filterable !== true) return [];
  const operator = name.type === 'id' ? 'equals' : 'contains';
  return [{ field: name.name, operator, value: filter, type: soqlTypeOf(name) }];
}

/** Not every object's name field is called Name: a case has its number, a task its subject. */
function nameField(object: ObjectDescribe): FieldDescribe | undefined {
  return object.fields.find((field) => field.nameField);
}
