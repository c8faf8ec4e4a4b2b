import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator/index';
import { hostOn, mapped, named, outputOf } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(() => org.close());

async function hintsOf(parameters: IDataObject, written: IDataObject = parameters, items: IDataObject[] = [{}, {}]) {
  const { context, hints } = hostOn(org, { parameters, written, items });
  await run(context);
  return hints.map(({ type, message }) => [type, message]);
}

describe('An expression in a query', () => {
  const RISK = [
    'warning',
    'The query contains an expression, so data can change what it does. Use Query Parameters for values.',
  ];
  const QUERIES = {
    SOQL: { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM Account LIMIT 1' },
    'Bulk query': { resource: 'bulk', operation: 'query', soql: 'SELECT Id FROM Account', waitFor: 5 },
    SOSL: { resource: 'query', operation: 'search', searchWith: 'sosl', sosl: 'FIND {Ada} RETURNING Contact(Id)' },
  };
  const WRITTEN: readonly [string, boolean][] = [
    ["=SELECT Id FROM Account WHERE Name = '{{ $json.name }}'", true],
    ["={{ 'SELECT Id FROM Account WHERE Name = ' + $json.name }}", true],
    ['={{ `SELECT Id FROM Account WHERE Name = ${$json.name}` }}', true],
    ['={{ $json.first }} {{ $json.rest }}', true],
    ['={{ $json.query }}', false],
    ["={{ $fromAI('query', 'The query in SOQL', 'string') }}", false],
    ['SELECT Id FROM Account WHERE Name = :name', false],
    ["SELECT Id FROM Account WHERE Name = '{{ }}'", false],
  ];

  describe.each(Object.entries(QUERIES))('%s', (_, form) => {
    const field = 'sosl' in form ? 'sosl' : 'soql';
    test.each(WRITTEN)('%s', async (text, isRisk) => {
      expect(await hintsOf(form, { ...form, [field]: text })).toEqual(isRisk ? [RISK] : []);
    });
  });
});

describe('A query for deleted records that are not included', () => {
  const LEFT_OUT = [
    'warning',
    'The conditions ask for deleted records, which are left out: turn on the option Include Deleted to find them.',
  ];
  const soql = 'SELECT Id FROM Contact WHERE IsDeleted = true';
  const FORMS: Record<string, IDataObject> = {
    SOQL: { resource: 'query', operation: 'soql', soql },
    'Bulk query': { resource: 'bulk', operation: 'query', soql, waitFor: 5 },
    'Get Many': {
      resource: 'record',
      operation: 'getAll',
      object: named('Contact'),
      fieldsToReturn: ['Id'],
      match: 'all',
      conditions: { condition: [{ field: named('IsDeleted'), operator: 'equals', value: 'true' }] },
    },
  };

  test.each(Object.entries(FORMS))('is told of the option: %s', async (_, form) => {
    expect(await hintsOf(form)).toEqual([LEFT_OUT]);
    expect(await hintsOf({ ...form, options: { includeDeleted: true } })).toEqual([]);
  });
});

describe('A date at midnight in UTC, where that is the day before', () => {
  const form = { resource: 'record', operation: 'create', object: named('Contact'), sendAs: 'oneByOne' };
  const load = {
    resource: 'bulk',
    operation: 'loadItems',
    object: named('Contact'),
    ingestOperation: 'insert',
    waitFor: 5,
  };
  const fields = { mappingMode: 'autoMapInputData', value: null, schema: [] };
  const hintsAt = async (timeZone: string, parameters: IDataObject, Birthdate: unknown) => {
    const items = [{ LastName: 'Born', Birthdate }] as IDataObject[];
    const { context, hints } = hostOn(org, { parameters, items, timeZone });
    await run(context);
    return hints.map(({ message }) => message);
  };

  test.each([
    ['one by one', { ...form, fields }],
    ['by Bulk', load],
  ])('is told %s, with what was sent', async (_, parameters) => {
    for (const given of ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00+00:00', new Date('2026-03-01')]) {
      expect(await hintsAt('America/New_York', parameters, given)).toEqual([
        expect.stringMatching(/^A date at midnight in UTC .*Birthdate \(2026-03-01 given, 2026-02-28 sent\)$/),
      ]);
    }
  });

  test.each([
    ['Europe/Berlin', '2026-03-01T00:00:00.000Z'],
    ['UTC', '2026-03-01T00:00:00.000Z'],
    ['America/New_York', '2026-03-01'],
    ['America/New_York', '2026-03-01T00:00:00-05:00'],
    ['America/New_York', '2026-03-01T00:00:01.000Z'],
    ['America/New_York', '2026-03-01T00:00:00'],
  ])('is not told of other dates: %s, %s', async (timeZone, given) => {
    expect(await hintsAt(timeZone, { ...form, fields }, given)).toEqual([]);
  });
});

test('A search takes its values from parameters', async () => {
  const made = { resource: 'record', operation: 'create', object: named('Contact') };
  await outputOf(org, { ...made, fields: mapped({ LastName: "Qwert'Zuiop", Title: 'wanted' }) });
  await outputOf(org, { ...made, fields: mapped({ LastName: "Qwert'Zuiop", Title: 'not' }) });
  const form = {
    ...{ resource: 'query', operation: 'search', searchWith: 'sosl' },
    sosl: 'FIND {:name} IN NAME FIELDS RETURNING Contact(Title WHERE Title = :title)',
    parameters: {
      parameter: [
        { name: 'name', type: 'auto', value: "Qwert'Zuiop" },
        { name: 'title', type: 'text', value: 'wanted' },
      ],
    },
  };
  expect(await outputOf(org, form)).toEqual([expect.objectContaining({ Title: 'wanted' })]);
});

describe('An owner that an assignment rule can replace', () => {
  const OVERRIDDEN = [
    'info',
    'The active assignment rule can replace the owner that is sent. To keep it, set the option Assignment Rule to None. Objects: Lead',
  ];
  const LEAD = { LastName: 'Owned', Company: 'Acme' };
  const owned = async (more: IDataObject, values: IDataObject = {}, object = 'Lead') => {
    const [owner] = await outputOf(org, { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM User LIMIT 1' });
    const given = { ...(object === 'Lead' ? LEAD : { LastName: 'Owned' }), OwnerId: owner?.['Id'], ...values };
    const form = {
      resource: 'record',
      operation: 'create',
      object: named(object),
      fields: mapped(given as IDataObject),
    };
    return await hintsOf({ ...form, ...more });
  };

  test('is told once', async () => {
    expect(await owned({})).toEqual([OVERRIDDEN]);
    expect(await owned({ sendAs: 'oneByOne', options: { assignmentRule: 'active' } })).toEqual([OVERRIDDEN]);
  });

  test('is told to be the signed-in user in Bulk, which runs no rule', async () => {
    expect(await owned({ sendAs: 'bulk' }, { OwnerId: undefined })).toEqual([
      [
        'info',
        'Bulk runs no assignment rule: new records without an OwnerId belong to the signed-in user. To run a rule, set Send As to Collections, or the option Assignment Rule to By ID. Objects: Lead',
      ],
    ]);
  });

  test('is not, where no rule replaces it', async () => {
    expect(await owned({ options: { assignmentRule: 'none' } })).toEqual([]);
    expect(await owned({ sendAs: 'bulk' })).toEqual([]);
    expect(await owned({ sendAs: 'bulk', options: { assignmentRule: 'none' } }, { OwnerId: undefined })).toEqual([]);
    expect(await owned({ sendAs: 'bulk' }, { OwnerId: undefined }, 'Contact')).toEqual([]);
    expect(await owned({}, { OwnerId: undefined })).toEqual([]);
    expect(await owned({}, {}, 'Contact')).toEqual([]);
  });

  test.each([
    ['Lead', { LastName: 'Owned', Company: 'Acme' }, 'Tasks', { Subject: 'Call' }, ['Lead']],
    ['Contact', { LastName: 'Owner' }, 'Cases', { Subject: 'Owned' }, ['Case']],
    ['Contact', { LastName: 'Owner' }, 'Tasks', { Subject: 'Call' }, []],
  ])('is told of each record of a tree: %s with %j, %s', async (object, root, relationship, child, told) => {
    const [owner] = await outputOf(org, { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM User LIMIT 1' });
    const OwnerId = owner?.['Id'];
    const tree = { ...root, OwnerId, [relationship]: [{ ...child, OwnerId }] } as IDataObject;
    const related = { relationship: [{ relationship: named(relationship), recordsFrom: 'list', list: '' }] };
    const form = {
      resource: 'record',
      operation: 'createWithRelated',
      object: named(object),
      fields: { mappingMode: 'autoMapInputData', value: null },
      related,
    };
    expect(await hintsOf(form, form, [tree, tree])).toEqual(
      told.map((name) => [
        'info',
        `The active assignment rule can replace the owner that is sent. To keep it, create the record with Record &gt; Create, or set its owner afterward with Update, with their option Assignment Rule set to None. Objects: ${name}`,
      ]),
    );
  });
});

describe('A condition that asks a picklist for a value that it does not have', () => {
  const condition = (operator: string, value: string | string[], field = 'LeadSource') => ({
    field: named(field),
    operator,
    value,
  });
  const hintsOn = async (condition: IDataObject, output = 'items') =>
    await hintsOf(
      {
        ...{ resource: 'record', operation: 'getAll', object: named('Contact'), limit: 5, output },
        conditions: { condition: [condition] },
      },
      {},
      [{}],
    );
  const said = (value: string) => [
    'warning',
    expect.stringMatching(`^No records were found\\. “${value}” is no value of LeadSource, which has: Web, Phone`),
  ];

  test.each([
    ['equals', 'Wbe'],
    ['in', 'Wbe'],
    ['in', ['Web', 'Wbe']],
  ])('is told if nothing is found: %s %j', async (operator, value) => {
    // With a value that exists beside it, records may be found.
    const hints = await hintsOn(condition(operator, value));
    expect(hints).toEqual(Array.isArray(value) ? [] : [said('Wbe')]);
  });

  test('is told if a file is empty', async () => {
    expect(await hintsOn(condition('equals', 'Wbe'), 'file')).toEqual([said('Wbe')]);
  });

  test.each([
    ['in another case', condition('equals', 'wEB')],
    ['of a field that is no picklist', condition('equals', 'Wbe', 'LastName')],
    ['that records must not have', { ...condition('notEquals', 'Wbe') }],
  ])('is not told %s', async (_, row) => {
    expect(await hintsOn(row)).toEqual([]);
  });
});

describe('An external ID field that is not unique', () => {
  const SHARED =
    'The external ID field is not unique: a record that only shares its value with an item is overwritten, and items with one value become one record. To keep them apart, use a field that is unique in Salesforce. Field: Email';
  const byItems = (field: string) => ({
    resource: 'record',
    operation: 'upsert',
    object: named('Contact'),
    externalIdField: named(field),
    externalIdValue: 'shared@mail.example',
    fields: mapped({ LastName: 'Shared' }),
  });
  const load = { resource: 'bulk', operation: 'loadItems', object: named('Contact'), ingestOperation: 'upsert' };
  const byLoad = (field: string) => ({ ...load, externalIdField: named(field), waitFor: 10, options: {} });

  test('is told once', async () => {
    expect(await hintsOf(byItems('Email'))).toEqual([['info', SHARED]]);
    expect(await hintsOf(byLoad('Email'), undefined, [{ Email: 'shared@mail.example', LastName: 'Loaded' }])).toEqual([
      ['info', SHARED],
    ]);
  });

  test.each([
    ['update', 'is overwritten'],
    ['delete', 'is deleted'],
  ])('is told of %s', async (operation, what) => {
    const form = { ...byItems('Email'), operation, identifyBy: 'externalId', externalIdValue: 'nobody@mail.example' };
    const { context, hints } = hostOn(org, { parameters: form, continueOnFail: true });
    await run(context);
    const told = { type: 'info', message: expect.stringContaining(`only shares its value with an item ${what}.`) };
    expect(hints).toContainEqual(expect.objectContaining(told));
  });

  test('is not told of one that Salesforce marks as an external ID', async () => {
    expect(await hintsOf(byItems('External_Id__c'))).toEqual([]);
  });

  test('is not told of the ID, which a load takes too', async () => {
    const [contact] = await outputOf(org, {
      resource: 'query',
      operation: 'soql',
      soql: 'SELECT Id FROM Contact LIMIT 1',
    });
    expect(await hintsOf(byLoad('Id'), undefined, [{ Id: contact?.['Id'], LastName: 'Loaded' }])).toEqual([]);
  });
});

describe('A value that a picklist does not list', () => {
  const write = (operation: string, fields: IDataObject) => ({
    ...{ resource: 'record', operation, object: named('Account'), sendAs: 'oneByOne', fields: mapped(fields) },
  });

  test('is told once, with the list: a picklist that is not restricted takes it', async () => {
    const hints = await hintsOf(write('create', { Name: 'A', Rating: 'Hoot', Industry: 'Banking' }));
    expect(hints).toEqual([
      ['info', expect.stringMatching(/^Rating took values .*\bHot\b.*Check their spelling: Hoot$/)],
    ]);
  });

  test.each<IDataObject>([{ Rating: 'Hot' }, { Rating: 'hot' }, { Rating: null }, { Phone: 'Hoot' }])(
    'is not what is listed, empty or of another field: %j',
    async (fields) => {
      expect(await hintsOf(write('create', { Name: 'A', ...fields }))).toEqual([]);
    },
  );

  const ofTest = (fields: IDataObject) => ({ ...write('create', fields), object: named('Sync_Test__c') });

  test('is not told where the semicolon at its end is followed by nothing', async () => {
    expect(await hintsOf(ofTest({ Multi_Picklist__c: 'Email; Phone;' }))).toEqual([]);
  });

  test('is not told where Salesforce has not taken it', async () => {
    const parameters = ofTest({ Restricted_Picklist__c: 'Purple' });
    const { context, hints } = hostOn(org, { parameters, continueOnFail: true });
    await run(context);
    expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('0 of 1 item succeeded')]);
  });
});
