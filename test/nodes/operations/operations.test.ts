import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, NodeApiError } from 'n8n-workflow';
import axios from 'axios';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator/index';
import { EVERY_CHOICE } from '../../../simulator/choices';
import { createStore } from '../../../simulator/data/index';
import { createSchema } from '../../../simulator/schema/index';
import { load } from '../../simulator/bulk/jobs';
import { openSession } from '../../support/org';
import { hostOn, mapped, named, outputOf } from '../support/simulated';
import { host, type HostOptions } from '../support/host';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({
    store: createStore(createSchema(), { size: 30, duplicateRules: ['Contact'] }),
    choices: EVERY_CHOICE,
  });
});
afterAll(() => org.close());

const onRecords =
  (operation: string) =>
  async (object: string, parameters: IDataObject, options: HostOptions = {}) =>
    await outputOf(org, { resource: 'record', operation, object: named(object), ...parameters }, options);

const create = onRecords('create');
const upsert = onRecords('upsert');
const update = onRecords('update');
const get = onRecords('get');
const getMany = onRecords('getAll');
const remove = onRecords('delete');

const onQuery = async (soql: string, parameters: IDataObject = {}) =>
  await outputOf(org, { resource: 'query', operation: 'soql', soql, ...parameters });

const ID = /^[A-Za-z0-9]{18}$/;

async function created(object: string, values: IDataObject): Promise<string> {
  const [record] = await create(object, { fields: mapped(values) });
  return String(record?.['id']);
}

const byId = (id: string) => ({ identifyBy: 'recordId', recordId: { __rl: true, mode: 'id', value: id } });
const byKey = (field: string, value: unknown) =>
  ({ identifyBy: 'externalId', externalIdField: named(field), externalIdValue: value }) as IDataObject;

describe('A load', () => {
  test('of which no row failed has none to retry, whether that is said by a header or by no content', async () => {
    const headers = { Authorization: `Bearer ${openSession(org)}` };
    const http = axios.create({ baseURL: `${org.url}/services/data/v67.0`, headers });
    const { info } = await load(http, { object: 'Contact', operation: 'insert' }, 'LastName\nLoaded\n');
    const retry = { resource: 'bulk', operation: 'retryFailed', jobId: info.id };
    for (const noContent of [false, true]) {
      org.org.choices.set({ noContent });
      expect(await outputOf(org, retry)).toEqual([
        {
          object: 'Contact',
          operation: 'insert',
          ended: true,
          rows: 0,
          successful: 0,
          failed: 0,
          unprocessed: 0,
          errors: [],
          jobs: [],
        },
      ]);
    }
  });
});

describe('A record', () => {
  test('is created, read, updated and deleted', async () => {
    const [made] = await create('Account', { fields: mapped({ Name: "O'Neil & Söhne", NumberOfEmployees: '12' }) });
    expect(made).toEqual({ id: expect.stringMatching(ID), created: true });
    const id = String(made?.['id']);
    const chosen = { ...byId(id), fieldsToReturn: ['Name', 'NumberOfEmployees'], moreFields: 'Owner.Name' };
    expect(await get('Account', chosen)).toEqual([
      {
        Id: id,
        Name: "O'Neil & Söhne",
        NumberOfEmployees: 12,
        Owner: expect.objectContaining({ Name: expect.any(String) }),
      },
    ]);
    expect(await update('Account', { ...byId(id), fields: mapped({ Name: 'New' }) })).toEqual([{ id, updated: true }]);
    expect(await get('Account', { ...byId(id), fieldsToReturn: ['Name'] })).toEqual([{ Id: id, Name: 'New' }]);
    expect(await remove('Account', byId(id))).toEqual([{ id, deleted: true }]);
    await expect(get('Account', byId(id))).rejects.toThrow(/\[item 0\]/);
    await expect(get('Account', { ...byId(id), moreFields: 'Owner.Name' })).rejects.toThrow(/NOT_FOUND/);
  });

  test('with an external ID is created once, and then updated, read and deleted by it', async () => {
    const key = byKey('Text_Key__c', 'a/b?c#d %20é');
    const [first] = await upsert('Sync_Test__c', { ...key, fields: mapped({ Name: 'one' }) });
    expect(first).toEqual({ id: expect.stringMatching(ID), created: true });
    const id = first?.['id'];
    expect(await upsert('Sync_Test__c', { ...key, fields: mapped({ Name: 'two' }) })).toEqual([{ id, created: false }]);
    expect(await update('Sync_Test__c', { ...key, fields: mapped({ Name: 'three' }) })).toEqual([
      { id, updated: true },
    ]);
    expect(await get('Sync_Test__c', { ...key, fieldsToReturn: ['Name'] })).toEqual([{ Id: id, Name: 'three' }]);
    expect(await get('Sync_Test__c', { ...key, moreFields: 'Owner.IsActive' })).toEqual([
      { Id: id, Owner: expect.objectContaining({ IsActive: true }) },
    ]);
    expect(await remove('Sync_Test__c', key)).toEqual([{ id, deleted: true }]);
  });

  test('that an update by external ID does not find is not created', async () => {
    const missing = { ...byKey('Text_Key__c', 'nobody'), fields: mapped({ Name: 'x' }) };
    await expect(update('Sync_Test__c', missing)).rejects.toThrow();
    expect(await onQuery("SELECT COUNT() FROM Sync_Test__c WHERE Text_Key__c = 'nobody'")).toEqual([{ count: 0 }]);
  });

  test('takes the input’s own fields when they are mapped automatically', async () => {
    const fields = { mappingMode: 'autoMapInputData', value: null };
    const [made] = await create('Contact', { fields }, { items: [{ lastname: 'Lovelace', Email: 'ada@example.com' }] });
    expect(await get('Contact', { ...byId(String(made?.['id'])), fieldsToReturn: ['LastName', 'Email'] })).toEqual([
      { Id: made?.['id'], LastName: 'Lovelace', Email: 'ada@example.com' },
    ]);
  });

  test('tells a misspelled field of the input, and leaves it out only when told to', async () => {
    const fields = { mappingMode: 'autoMapInputData', value: null };
    const items = [{ Id: '0015g00000ABCdeAAH', LastName: 'Hopper', Emial: 'x', CreatedDate: '2020-01-01' }];
    await expect(create('Contact', { fields }, { items: [{ LastName: 'Hopper', Emial: 'x' }] })).rejects.toThrow(
      /Emial/,
    );
    const [made] = await create('Contact', { fields, options: { ignoreUnknownFields: true } }, { items });
    expect(made).toEqual({ id: expect.stringMatching(ID), created: true });
  });

  test('says once, in a hint, which fields of the items were left out', async () => {
    const items = ['A', 'B', 'C'].map((LastName) => ({ LastName, Emial: 'x', [`Only ${LastName}`]: 1 }));
    const { context, hints } = hostOn(org, {
      items,
      parameters: {
        ...{ resource: 'record', operation: 'create', object: named('Contact') },
        ...{ fields: { mappingMode: 'autoMapInputData', value: null }, options: { ignoreUnknownFields: true } },
      },
    });
    await run(context);
    expect(hints).toEqual([
      expect.objectContaining({
        type: 'info',
        message: 'Ignore Unknown Fields left out these fields: Emial, Only A, Only B, Only C',
      }),
    ]);
  });

  test('keeps what was left empty in the form, and clears what an expression empties', async () => {
    const id = await created('Contact', { LastName: 'Clear', Phone: '1', Fax: '2', Title: '3' });
    const evaluated = mapped({ LastName: 'Clear 2', Phone: null, Fax: '', Title: null });
    const written = { fields: mapped({ LastName: 'Clear 2', Phone: null, Fax: '', Title: '={{ null }}' }) };
    await update('Contact', { ...byId(id), fields: evaluated }, { written });
    expect(await get('Contact', { ...byId(id), fieldsToReturn: ['LastName', 'Phone', 'Fax', 'Title'] })).toEqual([
      { Id: id, LastName: 'Clear 2', Phone: '1', Fax: '2', Title: null },
    ]);
  });

  test('keeps the checkboxes that the form does not show, though the editor stores a false for each', async () => {
    const id = await created('Sync_Test__c', { Name: 'boxes', Checkbox__c: true });
    const schema = [{ id: 'Name', removed: false }, { id: 'Checkbox__c', removed: true }, { id: 'Checkbox_On__c' }];
    const value = { Name: 'boxes 2', Checkbox__c: false, Checkbox_On__c: false };
    await update('Sync_Test__c', { ...byId(id), fields: { mappingMode: 'defineBelow', value, schema } });
    expect(await get('Sync_Test__c', { ...byId(id), moreFields: 'Name, Checkbox__c, Checkbox_On__c' })).toEqual([
      { Id: id, Name: 'boxes 2', Checkbox__c: true, Checkbox_On__c: false },
    ]);
  });

  test('is saved with the options for duplicate and assignment rules', async () => {
    const person = mapped({ LastName: 'Twin', Email: 'twin@example.com', FirstName: 'A' });
    await create('Contact', { fields: person });
    await expect(create('Contact', { fields: person })).rejects.toThrow(/DUPLICATES_DETECTED/);
    expect(await create('Contact', { fields: person, options: { allowDuplicates: true } })).toHaveLength(1);
  });

  test('of an object that does not exist is told so', async () => {
    await expect(create('Acount', { fields: mapped({ Name: 'x' }) })).rejects.toThrow('There is no object “Acount”');
  });

  test('that Salesforce refuses is told with every error, and the other items are done', async () => {
    const output = await create(
      'Account',
      {},
      {
        continueOnFail: true,
        items: [{}, {}, {}],
        parameters: (index) => ({
          resource: 'record',
          operation: 'create',
          object: named('Account'),
          fields: mapped(index === 1 ? { Phone: '1' } : { Name: `Item ${index}` }),
        }),
      },
    );
    expect(output).toEqual([
      { id: expect.stringMatching(ID), created: true },
      { error: expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING', status: 400, fields: ['Name'] }) },
      { id: expect.stringMatching(ID), created: true },
    ]);
  });
});

describe('Many records', () => {
  const names = ['one', 'two', 'three'];
  let ids: string[] = [];
  beforeAll(async () => {
    const items = names.map((name) => ({ LastName: name, External_Id__c: `many-${name}`, MailingCity: 'London' }));
    const made = await create('Contact', { fields: { mappingMode: 'autoMapInputData', value: null } }, { items });
    ids = made.map(({ id }) => String(id));
  });

  /** What the node gives for keys, one an item, and the requests it took. */
  async function got(key: (index: number) => IDataObject, count: number, more: IDataObject = {}) {
    const { context, sent } = hostOn(org, {
      items: Array.from({ length: count }, () => ({})),
      continueOnFail: true,
      parameters: (index) => ({
        resource: 'record',
        operation: 'get',
        object: named('Contact'),
        ...more,
        ...key(index),
      }),
    });
    const output = (await run(context)).map(({ json }) => json);
    const resources = sent.map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? '');
    return { output, sent: resources.filter((resource) => resource !== 'describe') };
  }

  test('are read by one query, each in its item’s place, and those that are not there are told', async () => {
    const order = [2, 0, 2, 1];
    const key = (index: number) => byId(index === 4 ? '0038d00000ZZZZZAA5' : (ids[order[index] ?? 0] ?? ''));
    const { output, sent } = await got(key, 5, { fieldsToReturn: ['LastName'] });
    expect(output.slice(0, 4)).toEqual(order.map((place) => ({ Id: ids[place], LastName: names[place] })));
    expect(output[4]).toEqual({ error: expect.objectContaining({ errorCode: 'NOT_FOUND', status: 404 }) });
    expect(sent).toEqual(['query']);
  });

  test('are read by external IDs, those of parents too; a value that is none fails its own item', async () => {
    const key = (index: number) => byKey('External_Id__c', index === 1 ? '' : `many-${names[index] ?? ''}`);
    const { output, sent } = await got(key, 4, { fieldsToReturn: ['LastName'], moreFields: 'Owner.IsActive' });
    const owner = expect.objectContaining({ IsActive: true });
    expect(output[0]).toEqual({ Id: ids[0], LastName: 'one', Owner: owner });
    expect(output[1]).toEqual({ error: expect.objectContaining({ errorCode: 'INVALID_INPUT' }) });
    expect(output[2]).toEqual({ Id: ids[2], LastName: 'three', Owner: owner });
    expect(output[3]).toEqual({ error: expect.objectContaining({ errorCode: 'NOT_FOUND' }) });
    expect(sent).toEqual(['query']);
  });

  test('have the fields that one alone has, when none are chosen', async () => {
    const { output } = await got((index) => byId(ids[index] ?? ''), 2);
    const [alone] = await get('Contact', byId(ids[0] ?? ''));
    expect(output[0]).toEqual(alone);
    expect(alone).toMatchObject({ LastName: 'one', MailingAddress: expect.objectContaining({ city: 'London' }) });
  });
});

describe('An item that cannot be sent as it is', () => {
  const items = [{ LastName: 'Sound 1' }, { LastName: 'Unfit', Emial: 'x' }, { LastName: 'Sound 2' }];
  const fields = { mappingMode: 'autoMapInputData', value: null };
  const there = () => onQuery("SELECT LastName FROM Contact WHERE LastName LIKE 'Sound %' ORDER BY LastName");

  test('keeps all from being sent where the node stops at failures, and the error names it', async () => {
    const refusal = create('Contact', { fields }, { items });
    await expect(refusal).rejects.toMatchObject({
      message: expect.stringContaining('Emial'),
      context: expect.objectContaining({ itemIndex: 1 }),
      description: expect.stringMatching(
        /0 of 3 items succeeded[^]*Failed: 1 \(item 1\)\.\nNot sent: 2 \(item 0, 2\)\./,
      ),
    });
    expect(await there()).toEqual([]);
  });

  test('fails alone where the node goes on', async () => {
    const output = await create('Contact', { fields }, { items, continueOnFail: true });
    expect(output[1]).toEqual({ error: expect.objectContaining({ errorCode: 'INVALID_INPUT', fields: ['Emial'] }) });
    expect(await there()).toEqual([{ LastName: 'Sound 1' }, { LastName: 'Sound 2' }]);
  });
});

describe('Get Many', () => {
  const condition = (field: string, operator: string, value?: unknown) => ({ field: named(field), operator, value });
  const conditions = (...rows: unknown[]) => ({ conditions: { condition: rows } }) as IDataObject;

  beforeAll(async () => {
    for (const [Name, Number_Key__c] of [
      ['100% sure', 9001],
      ['100 sure', 9002],
      ["it's _", 9003],
      ['back\\slash', 9004],
    ] as const) {
      await created('Sync_Test__c', { Name, Number_Key__c, Text__c: 'many' });
    }
  });

  const names = async (parameters: IDataObject) =>
    (
      await getMany('Sync_Test__c', {
        fieldsToReturn: ['Name'],
        sort: { order: [{ field: named('Number_Key__c') }] },
        ...parameters,
      })
    ).map(({ Name }) => Name);

  test.each<[string, unknown[], string[]]>([
    ['contains', [condition('Text__c', 'equals', 'many'), condition('Name', 'contains', '100%')], ['100% sure']],
    ['starts with', [condition('Name', 'startsWith', "it's _")], ["it's _"]],
    ['ends with', [condition('Name', 'endsWith', '\\slash')], ['back\\slash']],
    ['compares numbers', [condition('Number_Key__c', 'greaterThan', '9002')], ["it's _", 'back\\slash']],
    ['is one of, typed', [condition('Number_Key__c', 'in', '9001, 9003')], ['100% sure', "it's _"]],
    ['is one of, from a list', [condition('Name', 'in', ["it's _", 'a,b'])], ["it's _"]],
    ['looks at parents', [condition('Text__c', 'equals', 'many'), condition('Owner.Name', 'isEmpty')], []],
  ])('filters: %s', async (_, rows, expected) => {
    expect(await names(conditions(...rows))).toEqual(expected);
  });

  test('combines conditions with OR', async () => {
    const either = conditions(
      condition('Number_Key__c', 'equals', '9001'),
      condition('Number_Key__c', 'equals', '9004'),
    );
    expect(await names({ ...either, combineConditions: 'any' })).toEqual(['100% sure', 'back\\slash']);
    expect(await names(either)).toEqual([]);
  });

  test('takes a date and a relative date', async () => {
    const today = conditions(
      condition('CreatedDate', 'greaterOrEqual', 'TODAY'),
      condition('Text__c', 'equals', 'many'),
    );
    expect(await names(today)).toHaveLength(4);
    expect(
      await names(
        conditions(condition('CreatedDate', 'lessThan', '2001-01-01'), condition('Text__c', 'equals', 'many')),
      ),
    ).toEqual([]);
  });

  test('sorts, and stops at the limit', async () => {
    const sort = { order: [{ field: named('Number_Key__c'), direction: 'desc' }] };
    const many = conditions(condition('Text__c', 'equals', 'many'));
    expect(await names({ ...many, sort, limit: 2 })).toEqual(['back\\slash', "it's _"]);
  });

  test('returns all, with every field when none is chosen, and nothing of the wire’s', async () => {
    const rows = await getMany('Contact', { returnAll: true });
    expect(rows.length).toBeGreaterThanOrEqual(30);
    expect(rows[0]).toMatchObject({ Id: expect.stringMatching(ID), LastName: expect.any(String) });
    expect(Object.keys(rows[0] ?? {})).not.toContain('attributes');
    expect(Object.keys(rows[0] ?? {})).not.toContain('MailingAddress');
  });

  test('gives 50 unless told otherwise, and no item when nothing is found', async () => {
    expect(await getMany('Contact', conditions(condition('LastName', 'equals', 'No One')))).toEqual([]);
  });

  test('finds deleted records when asked to', async () => {
    const id = await created('Contact', { LastName: 'Gone' });
    await remove('Contact', byId(id));
    const gone = { ...conditions(condition('LastName', 'equals', 'Gone')), fieldsToReturn: ['IsDeleted'] };
    expect(await getMany('Contact', gone)).toEqual([]);
    expect(await getMany('Contact', { ...gone, options: { includeDeleted: true } })).toEqual([
      { Id: id, IsDeleted: true },
    ]);
  });

  test.each<[string, unknown, RegExp]>([
    ['without a value', condition('Name', 'equals', ''), /no value to compare Name with/],
    ['whose expression gave nothing', condition('Name', 'equals', null), /no value to compare Name with/],
    ['with an empty list', condition('Name', 'in', []), /no value to compare Name with/],
    ['on a field that does not exist', condition('Nmae', 'equals', 'x'), /no field “Nmae” on Sync_Test__c/],
    ['on a parent that does not exist', condition('Boss.Name', 'equals', 'x'), /no field “Boss”/],
    ['whose field is a piece of SOQL', condition('Name = null OR Name', 'equals', 'x'), /is not a valid API name/],
    ['without a field', condition('', 'equals', 'x'), /^Condition 1: choose a field\./],
    [
      'whose field’s expression gave nothing',
      condition(undefined as never, 'equals', 'x'),
      /^Condition 1: choose a field\./,
    ],
  ])('refuses a condition %s, and asks for no record', async (_, row, message) => {
    await expect(getMany('Sync_Test__c', conditions(row))).rejects.toThrow(message);
  });
});

test('A sort order without a field asks for one', async () => {
  const sort = { order: [{ field: named('Name') }, { field: named('') }] };
  await expect(getMany('Contact', { sort })).rejects.toThrow(/^Sort field 2: choose a field\./);
});

describe('SOQL', () => {
  test('binds values in place of names', async () => {
    await created('Sync_Test__c', { Name: "' OR Name != '", Text__c: 'bound' });
    const soql = 'SELECT Name FROM Sync_Test__c WHERE Name = :name AND Text__c = :text';
    const parameters = {
      parameter: [
        { name: 'name', type: 'text', value: "' OR Name != '" },
        { name: ':text', type: 'text', value: 'bound' },
      ],
    };
    expect(await onQuery(soql, { parameters })).toEqual([{ Name: "' OR Name != '" }]);
  });

  test('counts and aggregates', async () => {
    expect(await onQuery("SELECT COUNT() FROM Contact WHERE LastName = 'No One'")).toEqual([{ count: 0 }]);
    expect(await onQuery("SELECT COUNT(Id) n, Name FROM Sync_Test__c WHERE Name = '100 sure' GROUP BY Name")).toEqual([
      { n: 1, Name: '100 sure' },
    ]);
  });

  test('gives children as a list, and everything raw when not simplified', async () => {
    const AccountId = await created('Account', { Name: 'Parent' });
    await created('Contact', { LastName: 'Child', AccountId });
    const soql = "SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Parent'";
    expect(await onQuery(soql)).toEqual([{ Name: 'Parent', Contacts: [{ LastName: 'Child' }] }]);
    expect(await onQuery(soql, { options: { simplify: false } })).toEqual([
      expect.objectContaining({ attributes: expect.objectContaining({ type: 'Account' }) }),
    ]);
  });

  test('that Salesforce cannot read is told in its words', async () => {
    await expect(onQuery('SELECT Nope FROM Account')).rejects.toThrow(/No such column 'Nope'/);
    await expect(onQuery('  ')).rejects.toThrow(/“Query” is empty/);
  });

  test.each([
    ['SELECT Nope FROM Account', /^A field’s name is misspelled, or the user has no field-level access[^]*'Account'/],
    ['SELECT Id, FROM Account', /^Salesforce cannot parse the query\./],
    ['SELECT Id\nFROM Account\nWHERE Name = = 1', /^Salesforce cannot parse the query\./],
  ])('that Salesforce cannot read, %j, says why on one line, and below it shows the place', async (soql, headline) => {
    const error = (await onQuery(soql).catch((thrown: unknown) => thrown)) as NodeApiError;
    expect(error.message).toMatch(headline);
    expect(error.message).not.toMatch(/[\r\n]|ERROR at Row|\^/);
    expect(error.description).toMatch(/\n *\^\nERROR at Row:\d+:Column:\d+/);
  });

  test('with a parameter given twice, or one that the query lacks, is refused', async () => {
    const twice = {
      parameter: [
        { name: 'a', type: 'text', value: '1' },
        { name: ':a', type: 'text', value: '2' },
      ],
    };
    await expect(onQuery('SELECT Id FROM Account WHERE Name = :a', { parameters: twice })).rejects.toThrow(
      /defined twice/,
    );
    await expect(onQuery('SELECT Id FROM Account WHERE Name = :b')).rejects.toThrow(/b/);
  });
});

describe('Search', () => {
  const find = async (parameters: IDataObject) =>
    await outputOf(org, { resource: 'query', operation: 'search', ...parameters });

  test('finds a term in the objects chosen, and says what each record is', async () => {
    const id = await created('Contact', { LastName: 'Zyxwvut', Email: 'z@example.com' });
    const objects = { object: [{ object: named('Contact'), fields: 'Email' }, { object: named('Account') }] };
    expect(await find({ term: 'Zyxwvut', objects })).toEqual([{ sObject: 'Contact', Id: id, Email: 'z@example.com' }]);
    expect(await find({ searchWith: 'sosl', sosl: 'FIND {Zyxwvut} RETURNING Contact(LastName)' })).toEqual([
      { sObject: 'Contact', LastName: 'Zyxwvut' },
    ]);
  });

  test.each([
    [2_000, true],
    [1_999, false],
  ])('of which Salesforce gives %i records is warned of as cut off: %s', async (count, isCut) => {
    const parameters = {
      ...{ resource: 'query', operation: 'search', searchWith: 'sosl' },
      sosl: 'FIND {x}',
      returnAll: true,
    };
    const searchRecords = Array.from({ length: count }, (_, i) => ({ attributes: { type: 'Contact' }, Id: String(i) }));
    const { context, hints } = host({ parameters, answer: () => ({ status: 200, body: { searchRecords } }) });
    await run(context);
    expect(hints.map(({ message }) => message)).toEqual(isCut ? [expect.stringContaining('at most 2,000')] : []);
  });

  test('needs a term and an object', async () => {
    await expect(find({ term: '', objects: { object: [{ object: named('Contact') }] } })).rejects.toThrow(
      /“Term” is empty/,
    );
    await expect(find({ term: 'x', objects: {} })).rejects.toThrow('No object to search in.');
  });
});

describe('A query parameter of the type Automatic', () => {
  const rows = async (where: string, type: string, value: unknown) =>
    await onQuery(`SELECT Id FROM Opportunity WHERE ${where}`, {
      parameters: { parameter: [{ name: 'value', type, value }] } as IDataObject,
    });
  const FIELDS: readonly (readonly [string, unknown, string, string])[] = [
    ['Amount >= :value', 0, '0', 'number'],
    ['IsWon = :value', true, 'true', 'boolean'],
    ['CreatedDate > :value', new Date('2000-01-01T00:00:00Z'), '2000-01-01', 'datetime'],
    ['CloseDate > :value', undefined, '2000-01-01', 'date'],
  ];

  test.each(FIELDS)(
    '%s takes what an expression returns, and what is typed with its own type',
    async (where, value, typed, type) => {
      const found = await rows(where, type, typed);
      expect(found.length).toBeGreaterThan(0);
      if (value !== undefined) expect(await rows(where, 'auto', value)).toEqual(found);
      await expect(rows(where, 'auto', typed)).rejects.toMatchObject({
        description: expect.stringContaining('Set the Type of the query parameter to the field’s type'),
      });
    },
  );
});
