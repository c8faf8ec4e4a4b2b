import type { INodeListSearchResult } from 'n8n-workflow';

import { keyPrefixOf, type FieldDescribe, type ObjectDescribe } from '../../../salesforce/describe';
import { answerText } from '../../../salesforce/errors';
import { isRecordId } from '../../../salesforce/ids';
import { queryPages } from '../../../salesforce/query';
import { soqlTypeOf } from '../../../salesforce/soql/literals';
import { select, type Condition, type ConditionGroup } from '../../../salesforce/soql/select';
import type { NodeOrg } from '../host/org';
import { inAlphabet } from './locator';

const RECORDS_PER_PAGE = 50;
/** Salesforce's limit for OFFSET; to find records beyond it, type a part of the name. */
const LAST_OFFSET = 2000;

/** What was typed to search a list, and which page of it is wanted. */
export interface ListPage {
  readonly filter: string | undefined;
  readonly paginationToken: string | undefined;
}

/** Values that fields of the records must have. */
type Only = Readonly<Record<string, boolean | string>>;

/** Which records a list shows. */
export interface RecordList extends ListPage {
  readonly object: ObjectDescribe;
  /** A field to show beside the name, in place of the usual one. */
  readonly beside?: string;
  /** What to say of each record before that, where a list has records of several objects. */
  readonly kind?: string | undefined;
  readonly only?: Only | undefined;
  /** Records in the Recycle Bin, in place of all others. */
  readonly isDeleted?: true;
}

/** A page of the records of an object. */
export async function recordChoices(org: NodeOrg, list: RecordList): Promise<INodeListSearchResult> {
  const { object, paginationToken = '0', isDeleted = false, kind } = list;
  const offset = Number(paginationToken);
  const soql = `${recordQuery(list)} OFFSET ${offset}`;
  const records = [];
  for await (const page of queryPages(org, soql, { limit: RECORDS_PER_PAGE + 1, includeDeleted: isDeleted })) {
    for (const record of page.records) records.push(record);
  }

  const name = nameField(object)?.name ?? 'Id';
  const beside = besideName(list);
  // What is not stored has no ID that could be chosen.
  const chosen = records.slice(0, RECORDS_PER_PAGE).filter(({ Id: id }) => isRecordId(id));
  const results = chosen.map((record) => {
    const more = [kind, beside === undefined ? undefined : record[beside]].filter((text) => typeof text === 'string');
    const shown = answerText(record[name] ?? record['Id']);
    const value = answerText(record['Id']);
    return {
      name: more.length > 0 ? `${shown} (${more.join(', ')})` : shown,
      value,
      ...(org.origin === undefined || isDeleted ? {} : { url: `${org.origin}/${value}` }),
    };
  });
  const next = offset + RECORDS_PER_PAGE;
  return records.length > RECORDS_PER_PAGE && next <= LAST_OFFSET
    ? { results, paginationToken: String(next) }
    : { results };
}

/** Records of one object among those of others. */
export interface RecordKind {
  readonly object: string;
  /** What they are called, if not as the object. */
  readonly kind?: string;
  readonly only?: Only;
}

/** A page of the records of several objects, by name and with what each is; objects that the user cannot query have none. */
export async function mixedChoices(
  org: NodeOrg,
  kinds: readonly RecordKind[],
  page: ListPage,
): Promise<INodeListSearchResult> {
  const queryable = new Set((await org.describe.global()).filter((one) => one.queryable).map(({ name }) => name));
  const visible = kinds.filter(({ object }) => queryable.has(object));
  // Without any, the first says why.
  const listed = visible.length > 0 ? visible : kinds;
  const pages = await Promise.all(listed.map((kind) => kindChoices(org, kind, page, listed.length > 1)));
  const [first] = pages;
  if (first !== undefined && pages.length === 1) return first;
  const paginationToken = pages.map((list) => list.paginationToken).find(Boolean);
  return {
    results: pages.flatMap(({ results }) => results).toSorted((a, b) => inAlphabet(a.name, b.name)),
    ...(paginationToken === undefined ? {} : { paginationToken }),
  };
}

async function kindChoices(
  org: NodeOrg,
  { object: name, kind, only }: RecordKind,
  page: ListPage,
  isAmongOthers: boolean,
): Promise<INodeListSearchResult> {
  const object = await org.describe.object(name);
  return await recordChoices(org, { object, ...page, only, kind: isAmongOthers ? (kind ?? object.label) : undefined });
}

function recordQuery(list: RecordList): string {
  const { object, filter = '', isDeleted, only = {} } = list;
  const name = nameField(object);
  const conditions: (Condition | ConditionGroup)[] = [
    ...Object.entries(only).map(([field, value]) => equalTo(field, value)),
    ...(isDeleted === true ? [equalTo('IsDeleted', true)] : []),
    ...searchCondition(object, filter.trim()),
  ];
  return select({
    object: object.name,
    fields: ['Id', name?.name, besideName(list)].filter((field) => field !== undefined),
    ...(conditions.length === 0 ? {} : { where: { match: 'all', conditions } }),
    orderBy: [{ field: name?.sortable === true ? name.name : 'Id', direction: 'asc' }],
    limit: RECORDS_PER_PAGE + 1,
  });
}

function equalTo(field: string, value: boolean | string): Condition {
  return { field, operator: 'equals', value, type: typeof value === 'boolean' ? 'boolean' : 'text' };
}

/** Records can be found by their ID, by an email address, or by a part of their name. */
function searchCondition(object: ObjectDescribe, filter: string): (Condition | ConditionGroup)[] {
  if (filter === '') return [];
  if (isRecordId(filter) && filter.startsWith(keyPrefixOf(object.name, object) ?? ' ')) {
    return [equalTo('Id', filter)];
  }
  const emails = filter.includes('@')
    ? object.fields.filter(({ type, filterable }) => type === 'email' && filterable)
    : [];
  const name = nameField(object);
  const searched = emails.length > 0 || name?.filterable !== true ? emails : [name];
  const conditions = searched.map((field): Condition => {
    const operator = field.type === 'id' ? 'equals' : 'contains';
    return { field: field.name, operator, value: filter, type: soqlTypeOf(field) };
  });
  return conditions.length > 1 ? [{ match: 'any', conditions }] : conditions;
}

/** What tells records of the same name apart, in the order in which an object's fields are looked at. */
const BESIDE = ['Username', 'Email', 'Company', 'Subject', 'StageName', 'BillingCity'];

function besideName({ object, beside }: RecordList): string | undefined {
  if (beside !== undefined) return beside;
  const others = object.fields.filter((field) => !field.nameField);
  const names = new Set(others.map(({ name }) => name));
  return BESIDE.find((name) => names.has(name)) ?? describedBeside(object, others);
}

/** Of any other object: an email address; where the name is only a number, the first text that somebody writes. */
function describedBeside(object: ObjectDescribe, others: readonly FieldDescribe[]): string | undefined {
  const texts = nameField(object)?.autoNumber === true ? others.filter(isWrittenText) : [];
  return [...others.filter(({ type }) => type === 'email'), ...texts][0]?.name;
}

function isWrittenText({ type, createable }: FieldDescribe): boolean {
  return type === 'string' && createable;
}

/** Not every object's name field is called Name: a case has its number, a task its subject. */
function nameField(object: ObjectDescribe): FieldDescribe | undefined {
  return object.fields.find((field) => field.nameField);
}
