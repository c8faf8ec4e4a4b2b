import { afterAll, afterEach, describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../nodes/SalesforceConnector/host/advice';
import { lowerCased } from '../../nodes/SalesforceConnector/host/httpErrors';
import { itemReader } from '../../nodes/SalesforceConnector/operations/itemExpressions';
import { readToken } from '../../salesforce/auth';
import { ingestColumns } from '../../salesforce/bulk/header';
import { createIngestRequest, hasEnded, readJob, readJobs, readResultPages } from '../../salesforce/bulk/jobs';
import { recordsOf } from '../../salesforce/bulk/queryRecords';
import { rowError } from '../../salesforce/bulk/rowErrors';
import { csvLine } from '../../salesforce/csv';
import { findField, findRelationship, Metadata, type ObjectDescribe } from '../../salesforce/describe';
import { AnswerError, ConnectorError, SalesforceError } from '../../salesforce/errors';
import { apiName, fieldPath } from '../../salesforce/names';
import type { Response } from '../../salesforce/http';
import { target } from '../../salesforce/path';
import { csvLines, jsonLines, queryPages, simplify, type Page } from '../../salesforce/query';
import { selectedColumns } from '../../salesforce/query/columns';
import { findRecords } from '../../salesforce/query/find';
import { readSearch } from '../../salesforce/query/search';
import { getRecords } from '../../salesforce/records/getMany';
import { readRecord, readSaved, upsertRecordRequest, withoutKey } from '../../salesforce/records/single';
import { bind } from '../../salesforce/soql/bind';
import { select } from '../../salesforce/soql/select';
import { jsonValue, recordValues } from '../../salesforce/values/record';
import { collections, single } from '../../salesforce/write/carriers';
import { tableOf } from '../../salesforce/write/cells';
import { planChunks } from '../../salesforce/write/chunks';
import { Pairing } from '../../salesforce/write/pairing';
import { parentReader } from '../../salesforce/write/parents';
import type { WriteJob } from '../../salesforce/write/rows';
import { writeRows } from '../../salesforce/write/writeRows';
import { fakeSend } from '../support/fakeSend';
import { LyingOrg } from '../support/lyingOrg';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

/** Names that objects of JavaScript have without being given them. */
const NAMES = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  'constructor.prototype',
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'attributes',
  'length',
  'then',
] as const;

const ROOTS = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];

const propertiesOf = (root: object): string => {
  const described = Object.entries(Object.getOwnPropertyDescriptors(root));
  return described.map(([name, { value, get }]) => `${name} ${typeof value} ${typeof get}`).join();
};

const BEFORE = ROOTS.map(propertiesOf);
const TO_STRING = Object.prototype.toString;

afterEach(() => {
  expect(ROOTS.map(propertiesOf)).toEqual(BEFORE);
  expect(Object.prototype.toString).toBe(TO_STRING);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

/** As JSON brings it: a property of the object's own, whatever its name. */
const having = (name: string, value: unknown): Record<string, unknown> =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Record<string, unknown>;

const HARM = { polluted: true, Name: 'x', id: '003000000000001AAA' };
const VALUES: readonly unknown[] = ['x', 1, null, HARM, { Ext__c: 'x' }, [], ['x']];

const ID = '003000000000001AAA';
const CONTACT = object('Contact', [
  field('Id', 'id'),
  field('LastName', 'string'),
  field('Choices__c', 'multipicklist'),
  field('External_Id__c', 'string', { externalId: true }),
  field('AccountId', 'reference', { referenceTo: ['Account'], relationshipName: 'Account' }),
]);

/** An object whose fields and parents are called so. */
const named = (name: string): ObjectDescribe =>
  object('Contact', [
    ...CONTACT.fields,
    field(name, 'string', { externalId: true }),
    field(`${name}Id`, 'reference', { referenceTo: ['Account'], relationshipName: name }),
  ]);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  await Promise.resolve();
}

async function* onePage(records: Record<string, unknown>[]): AsyncGenerator<Page> {
  yield { records, totalSize: records.length, done: true };
  await Promise.resolve();
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

const answer = (body: unknown, status = 200) => ({ status, headers: {}, body });
const nobody = () => orgOf(fakeSend(() => ({ status: 404, body: [] })).send);
const job = (name: string): WriteJob => ({
  operation: 'upsert',
  object: 'Contact',
  externalIdField: name,
  headers: {},
  allOrNone: false,
});

/** All that takes a name or a value of somebody's: given a name, and whatever is under it. */
const USES: Readonly<Record<string, (name: string, value: unknown) => unknown>> = {
  'the columns of a load': (name) =>
    ingestColumns([name, 'LastName'], new Map(), { operation: 'insert', object: 'Contact' }, CONTACT),
  'the columns of a load, mapped': (name) =>
    ingestColumns([name], new Map([[name, 'LastName']]), { operation: 'insert', object: 'Contact' }, CONTACT),
  'the fields of a load': (name) =>
    ingestColumns(['a'], new Map([['a', name]]), { operation: 'insert', object: 'Contact' }, named(name)),
  'the key of a load': (name) =>
    ingestColumns([name], new Map(), { operation: 'upsert', object: 'Contact', externalIdField: name }, named(name)),
  'a load job': (name) =>
    createIngestRequest({ version: '67.0' }, { operation: 'upsert', object: name, externalIdField: name }),
  'the columns of results': (name) => all(recordsOf(nobody(), bytesOf(`Id,${name}\n1,2\n`), { object: 'Contact' })),
  'parents in results': (name) =>
    all(recordsOf(nobody(), bytesOf(`${name}.Name,${name}.${name}\n1,2\n`), { object: 'Contact' })),
  'the object of results': (name) => all(recordsOf(nobody(), bytesOf('Id\n1\n'), { object: name })),
  'the fields of a record': (name, value) => simplify({ attributes: {}, ...having(name, value) }),
  'a record inside another': (name, value) =>
    simplify({ attributes: {}, Account: having(name, value), ...having(name, having(name, value)) }),
  'a query in CSV': (name, value) => all(csvLines(`SELECT Id, ${name} FROM Contact`, onePage([having(name, value)]))),
  'a query of all fields in CSV': (name, value) =>
    all(csvLines('SELECT FIELDS(ALL) FROM Contact', onePage([having(name, value)]))),
  'a query in lines of JSON': (name, value) => all(jsonLines(onePage([having(name, value)]), simplify)),
  'the page of a query': (name, value) =>
    all(
      queryPages(
        orgOf(
          fakeSend(() => answer({ totalSize: 1, done: true, records: [having(name, value)], ...having(name, value) }))
            .send,
        ),
        'SELECT Id, (SELECT Id FROM x) FROM Contact',
      ),
    ),
  'the columns of a query': (name) => selectedColumns(`SELECT ${name}, ${name} a FROM ${name}`),
  'the values of a record': (name, value) => recordValues(having(name, value), CONTACT, 'create'),
  'the values of a record that are fields': (name, value) => recordValues(having(name, value), named(name), 'create'),
  'the values of a record, as far as they are fields': (name, value) =>
    recordValues(having(name, value), CONTACT, 'create', { writableOnly: true }),
  'a parent by its external ID': (name, value) => recordValues({ Account: having(name, value) }, CONTACT, 'create'),
  'a parent by a path': (name, value) => recordValues(having(`Account.${name}`, value), CONTACT, 'create'),
  'a picklist': (name) => jsonValue([name, name], field('Choices__c', 'multipicklist')),
  'a record without its key': (name, value) => withoutKey(having(name, value), { field: name, value: 'x' }),
  'an upsert': (name) =>
    upsertRecordRequest(
      { version: '67.0' },
      { object: 'Contact', key: { field: name, value: name } },
      having(name, name),
    ),
  'the cells of a row': (name, value) =>
    tableOf({ operation: 'insert', object: 'Contact' }, [{ index: 0, values: having(name, value) }], named(name)),
  'the cells of a parent': (name, value) =>
    tableOf(
      { operation: 'insert', object: 'Contact' },
      [{ index: 0, values: { Account: having(name, value) } }],
      CONTACT,
    ),
  'the pairing of rows': (name) => {
    const pairing = new Pairing([name], new Map([[0, [name]]]), name, named(name));
    const place = pairing.reader(['sf__Id', name])(['', name]);
    expect(place).toBe(0);
  },
  'rows of one key': (name) =>
    planChunks(
      ['a', name, name].map((key, index) => ({ index, key, parent: key, values: {} })),
      200,
    ),
  'the parents that are locked': (name, value) => parentReader(named(name))(having(name, value)),
  'the parents that are locked, where there are none': (name) => parentReader(named(name))({}),
  'rows in a request': (name, value) =>
    collections.plan({ version: '67.0' }, job(name), [{ index: 0, key: name, values: having(name, value) }]),
  'a row alone': (name, value) =>
    single.plan({ version: '67.0' }, job(name), [{ index: 0, key: name, values: having(name, value) }]),
  'results of rows': (name, value) =>
    collections.read(answer([{ success: true, ...having(name, value) }]), job('External_Id__c'), [
      { index: 0, key: name, values: {} },
    ]),
  'errors of rows': (name) =>
    collections.read(
      answer([{ success: false, errors: [{ statusCode: name, message: name, fields: [name] }] }]),
      job('External_Id__c'),
      [{ index: 0, key: name, values: {} }],
    ),
  'an error': (name) => adviceOn(new SalesforceError(400, [{ errorCode: name, message: name, fields: [name] }])),
  'an error of signing in': (name) =>
    adviceOn(new SalesforceError(400, [{ errorCode: name, message: name, fields: [name] }], { to: 'signIn' })),
  'an error of a row': (name) => adviceOn(rowError(`${name}:${name}:${name} --`)),
  'a record': (name, value) => readRecord(answer({ attributes: {}, ...having(name, value) }), [name]),
  'a job': (name, value) =>
    hasEnded(readJob(answer({ id: '750000000000001AAA', state: name, ...having(name, value) }))),
  'parameters of a query': (name) =>
    bind(
      `SELECT Id FROM Contact WHERE a = :${name}`,
      having(name, { value: 'x', type: 'text' }) as Parameters<typeof bind>[1],
    ),
  'parameters of a query that are not there': (name) => bind(`SELECT Id FROM Contact WHERE a = :${name}`, {}),
  'a query': (name) =>
    select({
      object: name,
      fields: [name],
      where: { match: 'all', conditions: [{ field: name, operator: 'equals', value: name, type: 'text' }] },
    }),
  'an operator': (name) =>
    select({
      object: 'Contact',
      fields: ['Id'],
      where: { match: 'all', conditions: [{ field: 'a', operator: name as 'equals', value: 'x', type: 'text' }] },
    }),
  'a type of field': (name) => jsonValue('x', field('F', name as 'string')),
  'a name': (name) => apiName(name, 'F'),
  'a path': (name) => fieldPath(name, 'F'),
  'a field of an object': (name) => [findField(CONTACT, name), findRelationship(CONTACT, name)],
  'the query of an address': (name, value) =>
    target({ method: 'GET', path: '/x', query: having(name, value) as Record<string, string> }),
  headers: (name, value) => lowerCased(having(name, value)),
  'an item’s field': (name) => itemReader(`={{ $json.${name} }}`)({}),
  'an item’s field in brackets': (name) => itemReader(`={{ $json["${name}"] }}`)({}),
  'a form with such a field': (name, value) => itemReader(having(name, value))({}),
  'a row of CSV': (name) => csvLine([name]),
  'a describe': (name) => nobody().describe.object(name),
  'the fields of a describe': async (name) => {
    const fields = [
      {
        name,
        label: name,
        type: name,
        picklistValues: [having(name, HARM)],
        referenceTo: [name],
        relationshipName: name,
      },
    ];
    const { send } = fakeSend(() => answer({ name, label: name, fields, recordTypeInfos: [having(name, HARM)] }));
    const described = await new Metadata(send).object('Contact');
    return [
      findField(described, name),
      findRelationship(described, name),
      recordValues(having(name, 'x'), described, 'create'),
    ];
  },
  'records by a key': (name) =>
    findRecords(
      orgOf(fakeSend(() => answer({ totalSize: 1, done: true, records: [having(name, name)] })).send),
      { object: 'Contact', by: field(name, 'string'), fields: [name] },
      [name, 'x'],
    ),
  'records by their external IDs': (name) =>
    getRecords(nobody(), {
      object: 'Contact',
      keyField: name,
      fields: [name],
      keys: [{ field: name, value: name }, ID],
    }),
};

let counted = 0;
afterAll(() => {
  process.stdout.write(`names: ${counted} combinations\n`);
});

/** What a use came to; whatever else than an error of ours is thrown is a crash. */
async function usedSafely(use: () => unknown): Promise<unknown> {
  counted += 1;
  try {
    return await use();
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}

describe('Names that every object has', () => {
  test.each(Object.entries(USES))('break nothing as %s', async (_, use) => {
    for (const name of NAMES) {
      for (const value of VALUES) {
        await usedSafely(() => use(name, value));
        expect([name, ROOTS.map(propertiesOf)]).toEqual([name, BEFORE]);
      }
    }
  });

  const PLAIN = NAMES.filter((name) => /^[a-z]+$/i.test(name) && name !== 'attributes');

  test.each(PLAIN)('as that of a column, %s, keep their values', async (name) => {
    counted += 1;
    const [records = []] = await all(
      recordsOf(nobody(), bytesOf(`${name},Account.${name}\n1,2\n`), { object: 'Contact' }),
    );
    expect(Object.entries(records[0] ?? {})).toEqual([
      [name, '1'],
      ['Account', having(name, '2')],
    ]);
    expect(Object.entries(simplify(having(name, 'x')))).toEqual([[name, 'x']]);
    expect(recordValues(having(name, 'x'), named(name), 'create')).toEqual(having(name, 'x'));
    expect(bind(`a = :${name}`, having(name, { value: 'x', type: 'text' }) as Parameters<typeof bind>[1])).toBe(
      "a = 'x'",
    );
    const written = await all(csvLines(`SELECT ${name} FROM Contact`, onePage([having(name, 'x')])));
    expect(written.join('')).toBe(`${name}\nx\n`);
    expect(new SalesforceError(400, [{ errorCode: name, message: 'm', fields: [] }]).kinds).toEqual([name]);
  });

  test.each(['bulk', 'collections', 'oneByOne'] as const)(
    'as keys of rows sent %s, are keys like any other',
    async (sendAs) => {
      counted += NAMES.length;
      const org = new LyingOrg(() => undefined);
      const rows = NAMES.map((key, index) => ({ index, key, values: { LastName: `of ${key}` } }));
      const outcomes = await writeRows(
        orgOf(org.send),
        { job: job('External_Id__c'), rows, sendAs, bulkFrom: 1, described: CONTACT },
        { parallel: 1 },
      );
      for (const { index, key } of rows) {
        const outcome = outcomes.get(index);
        const id = outcome !== undefined && 'saved' in outcome ? (outcome.saved.id ?? '') : '';
        expect(org.contacts.get(id)).toEqual({ LastName: `of ${key}`, External_Id__c: key });
      }
    },
  );

  test('in answers that have nothing else are no answers', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const job = { id: '750000000000001AAA', state: 'JobComplete', done: true, records: [], resultPages: [] };
      const everything = { ...job, access_token: 'x', searchRecords: [], attributes: {}, success: true };
      for (const read of [
        (response: Response) => readSaved(response, 'upsert'),
        readRecord,
        readJob,
        readJobs,
        readResultPages,
        readSearch,
        readToken,
      ]) {
        counted += 1;
        expect(() => read(answer(having(name, everything)))).toThrow(AnswerError);
      }
    }
  });
});
