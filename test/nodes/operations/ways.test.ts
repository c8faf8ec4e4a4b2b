import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../simulator';
import { EVERY_CHOICE } from '../../../simulator/choices';
import { adminWrite } from '../../../simulator/data';
import type { ObjectSchema, Row } from '../../../simulator/types';
import { named, outputOf } from '../support/simulated';

type Way = 'automatic' | 'bulk' | 'collections' | 'loadItems' | 'oneByOne';
const RECORD_WAYS: readonly Way[] = ['oneByOne', 'bulk', 'automatic'];
/** An org for each way, so that nobody waits for the jobs of another. */
const orgs = new Map<Way, RunningOrg>();

beforeAll(async () => {
  for (const way of [...RECORD_WAYS, 'collections', 'loadItems'] as const) {
    orgs.set(way, await startOrg({ size: 0, choices: EVERY_CHOICE }));
  }
});
afterAll(async () => {
  for (const org of orgs.values()) await org.close();
});

function orgOfWay(way: Way): RunningOrg {
  const org = orgs.get(way);
  if (org === undefined) throw new Error(`There is no org for ${way}.`);
  return org;
}

const OBJECT = 'Sync_Test__c';

/** What stands in every field before an update, so that a field that is left alone can be told from one that is cleared. */
const BEFORE: Row = {
  Text__c: 'before',
  Text_Area__c: 'before',
  Checkbox__c: true,
  Number__c: 7,
  Integer__c: 7,
  Currency__c: 7,
  Percent__c: 7,
  Date__c: '2001-02-03',
  Datetime__c: '2001-02-03T04:05:06.000+0000',
  Email__c: 'before@example.com',
  Picklist__c: 'Gamma',
  Multi_Picklist__c: 'Visit',
};

const values = (field: string, ...given: readonly unknown[]): [string, IDataObject][] =>
  given.map((value) => [
    `${field} ${JSON.stringify(value)?.slice(0, 60) ?? 'undefined'}`,
    { [field]: value } as IDataObject,
  ]);

/** Kinds of values, by the field that they are for. */
const VALUES: readonly (readonly [string, IDataObject])[] = [
  ...values(
    'Text__c',
    'plain',
    '',
    null,
    undefined,
    ' blanks at both ends ',
    '   ',
    '007',
    '1e5',
    'true',
    '2026-03-01',
    7,
    true,
  ),
  ...values(
    'Text__c',
    'a,b;c|d\te',
    '"quoted"',
    "O'Neil",
    'é 😀 \u2028',
    '=1+1',
    '#N/A',
    'x'.repeat(256),
    'a\0b',
    ['a', 'b'],
    { a: 1 },
  ),
  ...values('Text_Area__c', 'one\ntwo', 'one\r\ntwo', '\n', ''),
  ...values('Number__c', 5, '5', ' 5 ', '', null, 0, -0, 0.1, 1e15, '1e3', '12,5', 'five', true, '٣', 12345678901234),
  ...values('Integer__c', 5, 5.5, '5.0', 999999999, 9999999999),
  ...values('Currency__c', 19.99, '19.999', null),
  ...values('Percent__c', 100, 1000),
  ...values('Checkbox__c', true, false, 'true', 'FALSE', '1', 0, '', null, 'perhaps'),
  ...values('Date__c', '2026-03-01', '2026-03-01T22:30:00.000Z', '', null, '2026-02-30', '01/03/2026', 'soon'),
  ...values('Datetime__c', '2026-03-01T12:00:00Z', '2026-03-01', '2026-03-01T12:00:00.123+02:00', '', null, 'soon'),
  ...values('Time__c', '14:30', '14:30:15.500Z', '', null, '25:00'),
  ...values('Email__c', 'a@example.com', 'not an address', '', null),
  ...values('Picklist__c', 'Alpha', 'Unheard of', '', null),
  ...values('Restricted_Picklist__c', 'Red', 'Unheard of', '', null),
  ...values('Multi_Picklist__c', 'Email', 'Email;Phone', ['Email', 'Post'], [], '', null, 'Unheard of'),
  ...values('Case_Sensitive_Key__c', 'Ab', 'aB'),
  ['both ways to set Parent__c', { Parent__c: 'a020000000000zzAAA', Parent__r: { Case_Sensitive_Key__c: 'Ab' } }],
  ['both ways to clear Parent__c', { Parent__c: null, Parent__r: { Case_Sensitive_Key__c: ' ' } }],
  ...values('Parent__c', '', null, 'not an ID', '003000000000001AAA', 'a020000000000zzAAA'),
];

const OBJECT_OF_EVERY_TYPE = named(OBJECT);
const AUTOMAPPED = { fields: { mappingMode: 'autoMapInputData', value: null } } as unknown as IDataObject;
/** Tells the records apart, whatever identifies them. */
const MARK = 'Name';

type Operation = 'create' | 'delete' | 'deleteByKey' | 'update' | 'updateByKey' | 'upsertExisting' | 'upsertNew';

/** An item of a run, and what is in the org before it. */
interface Kind {
  readonly name: string;
  readonly item: IDataObject;
  readonly before: Row;
}

interface Trial {
  readonly operation: Operation;
  readonly kinds: readonly Kind[];
  /** The external ID field of the operations that have one. */
  readonly keyField: string;
}

const isThereBefore = (operation: Operation): boolean => operation !== 'create' && operation !== 'upsertNew';

/** The actions of Load From Items. */
const ACTIONS: ReadonlyMap<Operation, string> = new Map<Operation, string>([
  ['create', 'insert'],
  ['update', 'update'],
  ['upsertExisting', 'upsert'],
  ['upsertNew', 'upsert'],
]);

const otherWays = (operation: Operation): readonly Way[] => [
  ...RECORD_WAYS,
  ...(ACTIONS.has(operation) ? (['loadItems'] as const) : []),
];

function schemaOf(org: RunningOrg, name: string): ObjectSchema {
  const object = org.org.store.schema.object(name);
  if (object === undefined) throw new Error(`The org has no ${name}.`);
  return object;
}

function formOf({ operation, keyField }: Trial, way: Way, item: IDataObject): IDataObject {
  const options = { bulkFrom: 2 };
  const record = { resource: 'record', object: OBJECT_OF_EVERY_TYPE, sendAs: way, options };
  const byId = { identifyBy: 'recordId', recordId: item['Id'] as string };
  const byKey = {
    identifyBy: 'externalId',
    externalIdField: named(keyField),
    externalIdValue: item[keyField] as string,
  };
  if (way === 'loadItems') {
    const ingestOperation = ACTIONS.get(operation) ?? '';
    const load = { resource: 'bulk', operation: 'loadItems', object: OBJECT_OF_EVERY_TYPE, ingestOperation };
    return { ...load, externalIdField: named(keyField) };
  }
  switch (operation) {
    case 'create':
      return { ...record, operation: 'create', ...AUTOMAPPED };
    case 'update':
      return { ...record, operation: 'update', ...byId, ...AUTOMAPPED };
    case 'updateByKey':
      return { ...record, operation: 'update', ...byKey, ...AUTOMAPPED };
    case 'delete':
      return { ...record, operation: 'delete', ...byId };
    case 'deleteByKey':
      return { ...record, operation: 'delete', ...byKey };
    default:
      return { ...record, operation: 'upsert', ...byKey, ...AUTOMAPPED };
  }
}

/** What became of an item: an error’s code, or the fields of its record; of a deleted one, none. */
type Fate = Row | string;

/** Puts a record into the org; one that the org would not have, without its values. */
function inserted({ org: { store, clock } }: RunningOrg, values: Row, schema: ObjectSchema): string {
  const options = adminWrite(clock);
  try {
    return store.insert(schema, values, options);
  } catch {
    return store.insert(schema, { Name: values['Name'] }, options);
  }
}

/** Writes a record for each kind of item, all in one run. */
async function fates(trial: Trial, way: Way): Promise<Fate[]> {
  const org = orgOfWay(way);
  const { store } = org.org;
  store.reset();
  const schema = schemaOf(org, OBJECT);
  inserted(org, { Name: 'Parent', Text_Key__c: 'parent' }, schema);
  const items = trial.kinds.map(({ item, before }, index) => {
    const marked = { ...item, [MARK]: `Row ${index}` };
    if (!isThereBefore(trial.operation)) return marked;
    const id = inserted(org, { ...before, [MARK]: `Row ${index}` }, schema);
    return /ByKey|upsert/.test(trial.operation) ? marked : { Id: id, ...marked };
  });
  const parameters = (index: number): IDataObject => formOf(trial, way, items[index] ?? {});
  const output = await outputOf(org, {}, { items, parameters, continueOnFail: true });
  expect(output).toHaveLength(items.length);
  const rows = new Map([...store.rows(schema, { includeDeleted: false })].map((row) => [row[MARK], row]));
  return output.map(({ error, created }, index) => {
    const row = rows.get(`Row ${index}`) ?? {};
    const code = (error as IDataObject | undefined)?.['errorCode'];
    return error === undefined ? { ...contents(row), created: created as boolean } : String(code);
  });
}

/** Less what is never the same twice. */
function contents(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !/^(?:Id|Auto_Number__c|\w+Date|SystemModstamp)$/.test(name))
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}

/** The kinds that fare differently by another way than by collections. */
async function differences(trial: Trial): Promise<string[]> {
  const ways = otherWays(trial.operation);
  const [usual = [], ...byOther] = await Promise.all(
    (['collections', ...ways] as const).map((way) => fates(trial, way)),
  );
  // Most of them have a fate worth comparing.
  expect(usual.filter((fate) => typeof fate === 'object').length).toBeGreaterThan(usual.length / 3);
  const found: string[] = [];
  for (const [place, way] of ways.entries()) {
    const others = byOther[place] ?? [];
    for (const [index, { name, item }] of trial.kinds.entries()) {
      const [one, other] = [usual[index], others[index]].map((fate) => told(fate, item));
      if (JSON.stringify(usual[index]) !== JSON.stringify(others[index])) {
        found.push(`${name}: ${other} by ${way}, ${one} by collections`);
      }
    }
  }
  return found;
}

function told(fate: Fate | undefined, item: IDataObject): string {
  return typeof fate === 'object' ? JSON.stringify(Object.keys(item).map((name) => fate[name])) : String(fate);
}

const VALUE_KINDS: readonly Kind[] = VALUES.map(([name, value], index) => ({
  name,
  item: { Text_Key__c: `K-${index}`, ...value },
  before: { ...BEFORE, Text_Key__c: `K-${index}` },
}));

/** Parents by their IDs, and by what identifies them. */
const PARENTS: readonly Kind[] = [
  { Text_Key__c: 'parent' },
  { Text_Key__c: 'PARENT' },
  { Text_Key__c: 'nobody' },
  { Text_Key__c: '' },
  { Text_Key__c: null },
  {},
  null,
  { Name: 'Parent' },
  { Text_Key__c: 'parent', Number_Key__c: 1 },
].map((parent, index) => ({
  name: `Parent__r ${JSON.stringify(parent)}`,
  item: { Text_Key__c: `K-${index}`, Parent__r: parent as IDataObject },
  before: { Text_Key__c: `K-${index}` },
}));

const keyKinds = (field: string, ...keys: readonly unknown[]): readonly Kind[] =>
  keys.map((key) => ({
    name: `${field} ${JSON.stringify(key)?.slice(0, 40) ?? 'undefined'}`,
    item: { [field]: key, Text__c: 'after' } as IDataObject,
    before: { [field]: typeof key === 'string' ? key.toLowerCase().trim() : key } as Row,
  }));

const KEYS: ReadonlyMap<string, readonly Kind[]> = new Map([
  [
    'Text_Key__c',
    keyKinds(
      'Text_Key__c',
      ...[
        'plain',
        'MiXed',
        'x@shop.inc',
        'X@SHOP.INC',
        'a/b',
        'a\\b',
        'a?b',
        'a#b',
        'a&b=c',
        'a;b',
        'a+b',
        'a%2Fb',
        '%41',
      ],
      ...[
        'two words',
        ' blanks ',
        '..',
        '.',
        '007',
        '1e3',
        'é',
        '😀',
        "O'Neil",
        '"quoted"',
        'a,b',
        'line\nbreak',
        '#N/A',
      ],
      ...['x'.repeat(80), 'y'.repeat(81), '', '   ', 7, 'a\0b', 'a\ud83d', true, ['list'], '=1+1', "' OR Id != ''"],
    ),
  ],
  ['Case_Sensitive_Key__c', keyKinds('Case_Sensitive_Key__c', 'plain', 'lower', '007')],
  ['Number_Key__c', keyKinds('Number_Key__c', 1, '2', '3.0', ' 4 ', '05', 'six', 1e15, '7e2', -8, 0, '')],
  ['Email_Key__c', keyKinds('Email_Key__c', 'a@example.com', 'B@Example.com', 'c@shop.inc', 'no address', '')],
  ['Shared_Key__c', keyKinds('Shared_Key__c', 'one', 'two')],
]);

/** Bulk takes this text for an empty value; Automatic sends such a record in a collection. */
const isNullOfBulk = (difference: string): boolean => /"#N\/A": INVALID_INPUT by (?:bulk|loadItems), /.test(difference);

describe('An item has the same outcome by every way', () => {
  test.each<Operation>(['create', 'update', 'updateByKey', 'upsertNew', 'upsertExisting'])(
    'whatever values it has: %s',
    async (operation) => {
      const found = await differences({ operation, keyField: 'Text_Key__c', kinds: VALUE_KINDS });
      expect(found.filter((difference) => !isNullOfBulk(difference))).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
    },
  );

  test.each<Operation>(['create', 'update', 'upsertNew', 'upsertExisting'])(
    'whatever identifies its parent: %s',
    async (operation) => {
      expect(await differences({ operation, keyField: 'Text_Key__c', kinds: PARENTS })).toEqual([]);
    },
  );

  test.each(
    [...KEYS.keys()].flatMap((keyField) =>
      (['updateByKey', 'upsertNew', 'upsertExisting', 'deleteByKey'] as const).map((operation): [string, Operation] => [
        keyField,
        operation,
      ]),
    ),
  )('whatever is in its %s: %s', async (keyField, operation) => {
    const found = await differences({ operation, keyField, kinds: KEYS.get(keyField) ?? [] });
    expect(found.filter((difference) => !isNullOfBulk(difference))).toEqual([]);
  });

  const SPELLINGS: readonly (readonly [string, unknown, unknown])[] = [
    ['Text_Key__c', 'spelled', ' SPELLED '],
    ['Number_Key__c', '12', '12.0'],
    ['Number_Key__c', 1200, '1.2e3'],
    ['Email_Key__c', 'a@example.com', 'A@EXAMPLE.com'],
  ];
  test.each(SPELLINGS)(
    'if two items mean one record, the later one wins: %s %p and %p',
    async (keyField, one, other) => {
      const kinds = [one, other].map((key, index) => ({
        name: String(key),
        item: { [keyField]: key, Text__c: `item ${index}` } as IDataObject,
        before: {},
      }));
      const ways = ['collections', ...otherWays('upsertNew')] as const;
      const later = await Promise.all(
        ways.map(async (way) => {
          const [, fate] = await fates({ operation: 'upsertNew', keyField, kinds }, way);
          return [way, (fate as Row)['Text__c']];
        }),
      );
      expect(later).toEqual(ways.map((way) => [way, 'item 1']));
    },
  );
});
