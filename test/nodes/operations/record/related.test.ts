import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { quickPauses } from '../../../support/quickPauses';
import type { HostOptions } from '../../support/host';
import { hostOn, mapped, named, outputOf } from '../../support/simulated';

quickPauses(5_000);

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
beforeEach(() => org.org.store.reset());
afterAll(() => org.close());

const AUTOMATIC = { mappingMode: 'autoMapInputData', value: null };
const fromItem = (...relationships: string[]): IDataObject => ({
  relationship: relationships.map((name) => ({ relationship: named(name), recordsFrom: 'list', list: '' })),
});
const deeper = (...paths: string[]): IDataObject[] => fromItem(...paths)['relationship'] as IDataObject[];
const childOfFields = (LastName: string): IDataObject => ({
  relationship: named('Contacts'),
  recordsFrom: 'fields',
  fields: mapped({ LastName }),
});
const CASES_TOO = { related: fromItem('Contacts', 'Contacts.Cases') };
const related = (more: IDataObject = {}): IDataObject => ({
  resource: 'record',
  operation: 'createWithRelated',
  object: named('Account'),
  fields: AUTOMATIC,
  related: fromItem('Contacts'),
  ...more,
});

const queried = async (soql: string): Promise<IDataObject[]> =>
  await outputOf(org, { resource: 'query', operation: 'soql', soql });

async function ran(parameters: IDataObject, options: HostOptions = {}) {
  const { context, sent } = hostOn(org, { continueOnFail: true, parameters, ...options });
  const output = (await run(context)).map(({ json }) => json);
  const saving = sent.filter(({ method, url }) => method === 'POST' && url.includes('/composite/'));
  return { output, saving };
}

const errorIn = (json: IDataObject | undefined): string => JSON.stringify(json?.['error']);
const companies = (count: number): IDataObject[] =>
  Array.from({ length: count }, (_, n) => ({
    Name: `Tree ${n}`,
    Contacts: [{ LastName: `First ${n}` }, { LastName: `Second ${n}` }],
  }));

/** The version decides which resource is used. */
const WAYS = [
  ['graphs', {}],
  ['trees', { options: { apiVersion: '49.0' } }],
] as const;

describe.each(WAYS)('Record > Create With Related, by %s', (_, more) => {
  test('creates a record with the lists of its item, and returns the ID of each in its place', async () => {
    const { output, saving } = await ran(related({ related: fromItem('Contacts', 'Contacts.Cases'), ...more }), {
      items: [
        {
          Name: 'Acme',
          Contacts: [
            { LastName: 'Lovelace', Birthdate: '1815-12-10' },
            { LastName: 'Hopper', Cases: { records: [{ Subject: 'A' }, { Subject: 'B' }] } },
          ],
        },
      ],
    });
    const created = (prefix: string, lists: object = {}) => ({
      id: expect.stringMatching(`^${prefix}`),
      created: true,
      ...lists,
    });
    expect(output).toEqual([
      created('001', {
        Contacts: [created('003'), created('003', { Cases: [created('500'), created('500')] })],
      }),
    ]);
    expect(saving).toHaveLength(1);
    const [{ id, Contacts } = {} as IDataObject] = output;
    const [, hopper] = Contacts as IDataObject[];
    expect(await queried(`SELECT LastName, Birthdate FROM Contact WHERE AccountId = '${String(id)}'`)).toHaveLength(2);
    expect(await queried(`SELECT Subject FROM Case WHERE ContactId = '${String(hopper?.['id'])}'`)).toMatchObject([
      { Subject: 'A' },
      { Subject: 'B' },
    ]);
  });

  test('saves all of a tree or none, says which record failed, and saves the other trees', async () => {
    const items = companies(3);
    (items[1]?.['Contacts'] as IDataObject[])[1] = { LastName: 'x'.repeat(200) };
    const { output } = await ran(related(more), { items });
    expect(output[0]).toMatchObject({ created: true });
    expect(output[2]).toMatchObject({ created: true });
    expect(errorIn(output[1])).toContain('Contacts 1: ');
    expect(errorIn(output[1])).toContain('STRING_TOO_LONG');
    expect(await queried("SELECT Name FROM Account WHERE Name LIKE 'Tree %' ORDER BY Name")).toEqual([
      { Name: 'Tree 0' },
      { Name: 'Tree 2' },
    ]);
    expect(await queried("SELECT Id FROM Contact WHERE LastName LIKE 'First %'")).toHaveLength(2);
  });

  test('takes what looks like a reference to another record as it is', async () => {
    const items = [{ Name: '@{r0.id}', Contacts: [{ LastName: 'a @{r0.id} b' }] }];
    const { output } = await ran(related(more), { items });
    const [{ Contacts } = {} as IDataObject] = output;
    const [{ id } = {} as IDataObject] = Contacts as IDataObject[];
    expect(await queried(`SELECT LastName, Account.Name FROM Contact WHERE Id = '${String(id)}'`)).toMatchObject([
      { LastName: 'a @{r0.id} b', Account: { Name: '@{r0.id}' } },
    ]);
  });

  test('is uncertain where the answer was lost, and not sent again', async () => {
    const lost = hostOn(org, { continueOnFail: true, parameters: related(more), items: companies(1) });
    const { httpRequestWithAuthentication: send } = lost.context.helpers;
    lost.context.helpers.httpRequestWithAuthentication = async function (credential, request) {
      const answer: unknown = await send.call(this, credential, request);
      if (request.url.includes('/composite/')) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return answer;
    };
    const [first] = await run(lost.context);
    expect(errorIn(first?.json)).toContain('MAY_HAVE_BEEN_CREATED');
    expect(await queried("SELECT Id FROM Account WHERE Name = 'Tree 0'")).toHaveLength(1);
  });
});

describe('Record > Create With Related', () => {
  test('packs 75 trees and 500 records into a request', async () => {
    const { output, saving } = await ran(related(), { items: companies(160) });
    expect(output.every(({ created }) => created === true)).toBe(true);
    expect(saving).toHaveLength(3);
    const wide = companies(4).map(({ Name }) => ({
      Name,
      Contacts: Array.from({ length: 200 }, (_, n) => ({ LastName: `Wide ${n}` })),
    }));
    const second = await ran(related(), { items: wide });
    expect(second.output.every(({ created }) => created === true)).toBe(true);
    expect(second.saving).toHaveLength(2);
  });

  test('sends again what Salesforce did not begin after 14 trees had failed', async () => {
    const items = companies(60).map((item, n) =>
      n < 40 ? { ...item, Contacts: [{ FirstName: 'No last name' }] } : item,
    );
    const { output } = await ran(related(), { items });
    expect(output.slice(0, 40).every((json) => errorIn(json).includes('REQUIRED_FIELD_MISSING'))).toBe(true);
    expect(output.slice(40).every(({ created }) => created === true)).toBe(true);
    expect(await queried("SELECT Id FROM Account WHERE Name LIKE 'Tree %'")).toHaveLength(20);
  });

  test('takes children from the form, from an expression, and from the item at once', async () => {
    const parameters = related({
      fields: mapped({ Name: 'Form' }),
      related: {
        relationship: [
          { relationship: named('contacts'), recordsFrom: 'fields', fields: mapped({ LastName: 'Mapped' }) },
          { relationship: named('Contacts'), recordsFrom: 'list', list: [{ LastName: 'Listed' }] },
          { relationship: named('Opportunities'), recordsFrom: 'list', list: '' },
        ],
      },
    });
    const opportunities = [{ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2030-01-31' }];
    const { output } = await ran(parameters, { items: [{ Opportunities: opportunities }] });
    expect(output).toEqual([
      {
        id: expect.any(String),
        created: true,
        Contacts: [
          { id: expect.any(String), created: true },
          { id: expect.any(String), created: true },
        ],
        Opportunities: [{ id: expect.any(String), created: true }],
      },
    ]);
  });

  test.each<[string, IDataObject, IDataObject, string]>([
    ['a list of a relationship that the form does not have', {}, { Cases: [{ Subject: 'x' }] }, 'has no field “Cases”'],
    ['a deeper list that the form does not have', {}, { Contacts: [{ LastName: 'a', Cases: [] }] }, 'no field “Cases”'],
    [
      'a lookup of a child to another parent',
      {},
      { Contacts: [{ LastName: 'a', AccountId: '001000000000001AAA' }] },
      'Remove AccountId from the records',
    ],
    ['a record that is none', {}, { Contacts: ['Lovelace'] }, 'Contacts 0'],
    ['a list that is none', {}, { Contacts: 'Lovelace' }, 'is not a list of records'],
    [
      'a relationship that the object does not have',
      { related: fromItem('Nobody') },
      {},
      'no child relationship “Nobody”',
    ],
    ['a path through what is not there', { related: fromItem('Contacts.Cases') }, {}, 'leads through records'],
    ['a path that is none', { related: fromItem("Contacts' OR") }, {}, 'not a valid API name'],
    ['more than 500 records', {}, { Contacts: Array.from({ length: 500 }, () => ({ LastName: 'a' })) }, '501 records'],
    [
      '200,000 children',
      {},
      { Contacts: Array.from({ length: 200_000 }, () => ({ LastName: 'a' })) },
      '200,001 records',
    ],
    ['a record without fields', {}, { Contacts: [{ LastName: 'a' }, {}] }, 'Contacts 1 has no value'],
    [
      'a child’s value that does not fit',
      {},
      { Contacts: [{ LastName: 'a', Birthdate: 'x' }] },
      'Contacts 0: Birthdate',
    ],
    [
      'a child’s field that is none',
      {},
      { Contacts: [{ LastNme: 'a' }] },
      'Contacts 0: Contact (Contact) has no field',
    ],
    ['a list of a child that is none', CASES_TOO, { Contacts: [{ LastName: 'a', Cases: 5 }] }, 'Contacts 0 > Cases: 5'],
    ['a list given twice', {}, { Contacts: [], contacts: [] }, 'by Contacts and by contacts'],
    [
      'a child’s list given twice',
      CASES_TOO,
      { Contacts: [{ LastName: 'a', Cases: [], ' cases': [] }] },
      'Contacts 0: cases is set twice',
    ],
    [
      'a list in a row that takes the lists of the records above',
      {
        related: {
          relationship: [
            { relationship: named('Contacts'), recordsFrom: 'list', list: '' },
            { relationship: named('Contacts.Cases'), recordsFrom: 'list', list: [{ Subject: 'x' }] },
          ],
        },
      },
      {},
      'takes the lists in the records above it',
    ],
    [
      'a path through a record of fields',
      { related: { relationship: [childOfFields('Grace'), ...deeper('Contacts.Cases')] } },
      {},
      'leads through a record of fields',
    ],
    [
      'a record of another object',
      {},
      { Contacts: [{ attributes: { type: 'Lead' }, LastName: 'a' }] },
      'Contacts 0: it is of “Lead”, not of Contact',
    ],
    [
      'a name that JavaScript keeps for itself',
      {},
      { Contacts: [JSON.parse('{"LastName":"a","__proto__":{"a":1}}')] },
      '__proto__',
    ],
  ])('refuses %s before anything is sent', async (_, more, item, says) => {
    const { output, saving } = await ran(related(more), { items: [{ Name: 'Refused', ...item }] });
    expect(errorIn(output[0])).toContain(says);
    expect(saving).toEqual([]);
  });

  test.each(['{{ $json.people }}', '{{$json["people"]}}', "{{ $json['people'] }}"])(
    'takes the list of a field of the item, which is no field of the record: %s',
    async (expression) => {
      const people = [{ LastName: 'Listed' }];
      const row = (list: unknown) => ({ related: { relationship: [listed(list)] } });
      const { output } = await ran(related(row(people)), {
        items: [{ Name: 'Acme', people }],
        written: row(`=${expression}`),
      });
      expect(output[0]).toMatchObject({ created: true, Contacts: [{ created: true }] });
    },
  );

  test.each([
    ['that is part of an expression', '={{ $json.people.slice(1) }}'],
    ['that another field’s name begins with', '={{ $json.peopleToo }}'],
    ['that is named in text', '$json.people'],
  ])('does not leave out a field %s', async (_, list) => {
    const row = (value: unknown) => ({ related: { relationship: [listed(value)] } });
    const { output, saving } = await ran(related(row([])), {
      items: [{ Name: 'Acme', people: [] }],
      written: row(list),
    });
    expect(errorIn(output[0])).toContain('has no field “people”');
    expect(saving).toEqual([]);
  });

  const listed = (list: unknown, name: IDataObject | string = named('Contacts')): IDataObject =>
    ({ relationship: name, recordsFrom: 'list', list }) as IDataObject;

  test.each<[string, IDataObject[]]>([
    ['fields', [childOfFields('Chosen')]],
    ['a list of the form', [listed([{ LastName: 'Chosen' }])]],
  ])('says that the item’s own list is not taken where a row has %s', async (_, relationship) => {
    const { context, hints } = hostOn(org, {
      parameters: related({ related: { relationship } }),
      items: [
        { Name: 'Hinted', Contacts: [{ LastName: 'Own' }] },
        { Name: 'Not hinted', Contacts: [] },
      ],
    });
    const [first] = await run(context);
    expect(first?.json['Contacts']).toHaveLength(1);
    expect(hints).toMatchObject([
      { message: expect.stringMatching(/take no records from these lists of the items, .*: Contacts$/) },
    ]);
  });

  test('needs no hint where a list is taken, or there is none', async () => {
    const relationship = [listed(''), childOfFields('One more')];
    const items = [{ Name: 'Both', Contacts: [{ LastName: 'Own' }] }];
    const { context, hints } = hostOn(org, { parameters: related({ related: { relationship } }), items });
    expect((await run(context))[0]?.json['Contacts']).toHaveLength(2);
    expect(hints).toEqual([]);
  });

  test.each<[string, IDataObject[]]>([
    ['by the same name', [listed(''), listed('')]],
    ['in another case', [listed(''), listed('', named('CONTACTS'))]],
    ['pasted with space around it', [listed(''), listed('', named(' Contacts\n'))]],
    ['by an expression', [listed(''), listed('', 'Contacts')]],
    ['chosen from the list', [listed(''), listed('', { __rl: true, mode: 'list', value: 'Contacts' })]],
    ['once with the item’s list and once with one of its own', [listed(''), listed([{ LastName: 'Own' }])]],
    ['without a word of where the records come from', [listed(''), { relationship: named('Contacts') }]],
  ])('refuses two lists of one relationship %s', async (_, relationship) => {
    const items = [{ Name: 'Doubled', Contacts: [{ LastName: 'Once' }] }];
    const { output, saving } = await ran(related({ related: { relationship } }), { items });
    expect(errorIn(output[0])).toMatch(/rows 1 and 2 both take a list of “contacts”/i);
    expect(saving).toEqual([]);
  });

  test('refuses two lists of a relationship deeper down', async () => {
    const { output, saving } = await ran(
      related({ related: fromItem('Contacts', 'Contacts.Cases', 'contacts.cases') }),
      { items: [{ Name: 'Doubled', Contacts: [{ LastName: 'Once', Cases: [{ Subject: 'Once' }] }] }] },
    );
    expect(errorIn(output[0])).toContain('rows 2 and 3 both take a list of “contacts.cases”');
    expect(saving).toEqual([]);
  });

  test.each<[string, IDataObject, string]>([
    ['that says that it is not done', { totalSize: 1, done: false, records: [{ LastName: 'a' }] }, '1 record.'],
    ['of fewer than there are', { totalSize: 250, records: [{ LastName: 'a' }] }, '1 record of 250 records'],
    ['that leads to more', { nextRecordsUrl: '/x', records: [] }, '0 records'],
  ])('refuses a part of a list, %s', async (_, Contacts, says) => {
    for (const [more, item, place] of [
      [{}, { Contacts }, 'Contacts'],
      [{ related: { relationship: [listed(Contacts)] } }, {}, 'List'],
      [{ related: { relationship: [listed(JSON.stringify(Contacts))] } }, {}, 'List'],
      [
        { related: fromItem('Contacts', 'Contacts.Cases') },
        { Contacts: [{ LastName: 'b', Cases: Contacts }] },
        'Contacts 0 > Cases',
      ],
    ] as const) {
      const { output, saving } = await ran(related(more), { items: [{ Name: 'Part', ...item }] });
      expect(errorIn(output[0])).toContain(`${place}: it is a part of a list, ${says}`);
      expect(errorIn(output[0])).toContain('nextRecordsUrl');
      expect(saving).toEqual([]);
    }
  });

  test('creates again what a query returned with attributes', async () => {
    const attributes = (type: string) => ({ type, url: `/services/data/v64.0/sobjects/${type}/003000000000001AAA` });
    const items = [
      {
        attributes: attributes('Account'),
        Name: 'Copied',
        Contacts: {
          totalSize: 1,
          done: true,
          records: [{ attributes: attributes('Contact'), LastName: 'Copied', Cases: null }],
        },
      },
    ];
    const { output } = await ran(related({ related: fromItem('Contacts', 'Contacts.Cases') }), { items });
    expect(output).toEqual([
      { id: expect.any(String), created: true, Contacts: [{ id: expect.any(String), created: true }] },
    ]);
  });

  test.each([
    ['of the record', { Cases: [{ Subject: 'x' }] }, 'Account (Account) has no field “Cases”'],
    ['of the record, as a query returns it', { Cases: { records: [{ Subject: 'x' }] } }, 'no field “Cases”'],
    [
      'of a child',
      { Contacts: [{ LastName: 'a', Cases: [{ Subject: 'x' }] }] },
      'Contacts 0: Contact (Contact) has no',
    ],
  ])('refuses a list %s that the form does not have, also with Ignore Unknown Fields', async (_, item, says) => {
    for (const options of [{}, { ignoreUnknownFields: true }]) {
      const { output, saving } = await ran(related({ options }), { items: [{ Name: 'Refused', ...item }] });
      expect(errorIn(output[0])).toContain(says);
      expect(errorIn(output[0])).toContain('add a row for Cases to Related Records');
      expect(errorIn(output[0])).not.toContain('Field-Level Security');
      expect(saving).toEqual([]);
    }
  });

  test('Ignore Unknown Fields leaves out empty lists and other fields', async () => {
    const items = [{ Name: 'Kept', Cases: null, Nobody: 1, Contacts: [{ LastName: 'a', Cases: [], Nobody: 2 }] }];
    const { output } = await ran(related({ options: { ignoreUnknownFields: true } }), { items });
    expect(output).toMatchObject([{ created: true, Contacts: [{ created: true }] }]);
  });

  test('Create says what a list of children in an item is', async () => {
    const parameters = related({ operation: 'create' });
    const { output } = await ran(parameters, { items: [{ Name: 'Alone', Contacts: [{ LastName: 'a' }] }] });
    expect(errorIn(output[0])).toContain('it is a child relationship');
    expect(errorIn(output[0])).toContain('Create With Related');
  });
});

describe('Lists of the form', () => {
  const load = (parameters: IDataObject) => hostOn(org, { parameters, row: 'related.relationship.0' }).context;

  test('have the child relationships of the object, and the fields of theirs without the lookup', async () => {
    const form = { object: named('Account'), related: { relationship: [{ relationship: named('Contacts') }] } };
    const { results } = await loaders.listSearch.searchChildRelationships.call(load(form), 'cont');
    expect(results).toContainEqual({ name: 'Contacts (Contact)', value: 'Contacts' });
    const { fields } = await loaders.resourceMapping.getFieldsOfChild.call(load(form));
    expect(fields.map(({ id }) => id)).toContain('LastName');
    expect(fields.map(({ id }) => id)).not.toContain('AccountId');
  });

  test('say what to do before a relationship is chosen', async () => {
    const form = { object: named('Account'), related: { relationship: [{ relationship: named('') }] } };
    const { fields, emptyFieldsNotice } = await loaders.resourceMapping.getFieldsOfChild.call(load(form));
    expect(fields).toEqual([]);
    expect(emptyFieldsNotice).toContain('Child Relationship');
  });
});
