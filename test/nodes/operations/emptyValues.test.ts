import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../simulator/index';
import { named, outputOf } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 5 });
});
afterAll(() => org.close());

type Options = IDataObject;
type Write = (items: IDataObject[], options: Options) => Promise<IDataObject[]>;

const OBJECT = named('Sync_Test__c');
const KEY = 'Text_Key__c';
const FIELDS = ['Text__c', 'Number__c', 'Picklist__c', 'Date__c'];
const HELD = { Name: 'Held', Text__c: 'old', Number__c: 7, Picklist__c: 'Beta', Date__c: '2026-01-01' };

/** An upsert by `Text_Key__c` of the items' other fields, mapped in one of the form's two ways. */
const byRecord =
  (sendAs: string, mappingMode: 'autoMapInputData' | 'defineBelow'): Write =>
  async (items, options) => {
    const parameters = (index: number): IDataObject => {
      const { [KEY]: externalIdValue = null, ...value } = items[index] ?? {};
      const fields = { mappingMode, value: mappingMode === 'defineBelow' ? value : null, schema: [] };
      const key = { externalIdField: named(KEY), externalIdValue };
      return { resource: 'record', operation: 'upsert', object: OBJECT, ...key, fields, sendAs, options };
    };
    const expressions = Object.fromEntries(['Name', ...FIELDS].map((name) => [name, `={{ $json.${name} }}`]));
    const fields = { mappingMode, value: mappingMode === 'defineBelow' ? expressions : null, schema: [] };
    const written = { ...parameters(0), fields, externalIdValue: `={{ $json.${KEY} }}` };
    return await outputOf(org, {}, { items, parameters, written });
  };

const byLoad: Write = (items, options) => {
  const key = { ingestOperation: 'upsert', externalIdField: named(KEY) };
  const parameters = { resource: 'bulk', operation: 'loadItems', object: OBJECT, ...key, waitFor: 5, options };
  return outputOf(org, parameters, { items });
};

/** Every way to write items to the records that `Text_Key__c` names. */
const WAYS: readonly [string, Write][] = [
  ...['oneByOne', 'collections', 'bulk'].flatMap((sendAs): [string, Write][] => [
    [`${sendAs}, mapped automatically`, byRecord(sendAs, 'autoMapInputData')],
    [`${sendAs}, mapped manually`, byRecord(sendAs, 'defineBelow')],
  ]),
  ['Load From Items', byLoad],
];

async function read(keys: readonly string[]): Promise<IDataObject[]> {
  const soql = `SELECT ${Object.keys(HELD).join(', ')} FROM Sync_Test__c WHERE ${KEY} IN ('${keys.join("', '")}') ORDER BY ${KEY}`;
  return await outputOf(org, { resource: 'query', operation: 'soql', soql });
}

const BLANKS: readonly unknown[] = [null, '', [], [''], ['', '']];

describe.each(WAYS)('By %s', (way, write) => {
  test.each<[string, string, Options]>([
    ['clears', '1', {}],
    ['clears', '2', { emptyValues: 'clear' }],
    ['keeps', '3', { emptyValues: 'keep' }],
  ])('a blank value %s its field (%s, %j)', async (what, round, options) => {
    const cases = BLANKS.flatMap((blank) => FIELDS.map((name) => ({ name, blank })));
    const keys = cases.map((_, n) => `${way.replaceAll(/\W/g, '')} ${round} ${String(n).padStart(2, '0')}`);
    await byLoad(
      keys.map((key) => ({ [KEY]: key, ...HELD })),
      {},
    );
    const items = cases.map(({ name, blank }, n) => ({ [KEY]: keys[n], Name: 'Sent', [name]: blank }) as IDataObject);
    await write(items, options);
    expect(await read(keys)).toEqual(
      cases.map(({ name }) => ({ ...HELD, Name: 'Sent', ...(what === 'clears' ? { [name]: null } : {}) })),
    );
  });
});

describe('What a model gives for a field that it does not know', () => {
  const NO_ANSWERS = ['', ' ', null, 'null', 'undefined', 'NULL', 'None', []] as unknown[];
  /** How one field is filled in, all values of the form, and the form's field as a whole. */
  const PLACES = ['field', 'value', 'fields'] as const;

  test.each<[string, Options, unknown]>([
    ['keeps its field where nobody says otherwise', {}, 'old'],
    ['keeps its field', { emptyValues: 'keep' }, 'old'],
    ['clears its field', { emptyValues: 'clear' }, null],
  ])('%s: %j', async (_, options, expected) => {
    const key = `model ${JSON.stringify(options)}`;
    const form = {
      resource: 'record',
      operation: 'upsert',
      object: OBJECT,
      externalIdField: named(KEY),
      externalIdValue: key,
    };
    for (const answer of NO_ANSWERS) {
      await byLoad([{ [KEY]: key, ...HELD }], {});
      const values = (value: unknown) => ({ Name: 'Sent', Text__c: value });
      const mapper = (value: unknown) => ({ mappingMode: 'defineBelow', value, schema: [] });
      const asked = "={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Text__c', ``, 'string') }}";
      const written = { field: mapper(values(asked)), value: mapper(asked), fields: asked };
      for (const place of PLACES) {
        const fields = place === 'fields' ? values(answer) : mapper(values(answer));
        const parameters = { ...form, fields, options } as IDataObject;
        await outputOf(org, parameters, { written: { ...form, fields: written[place], options } as IDataObject });
        const found = await read([key]);
        expect([place, answer, found]).toEqual([place, answer, [{ ...HELD, Name: 'Sent', Text__c: expected }]]);
        await byLoad([{ [KEY]: key, ...HELD }], {});
      }
    }
  });
});

test.each(['keep', 'clear'])('An item that would create an empty record is refused: %s', async (emptyValues) => {
  const items = [{ Text__c: null, Name: '' }];
  const options = { emptyValues };
  const fields = { mappingMode: 'autoMapInputData', value: null };
  const create = { resource: 'record', operation: 'create', object: OBJECT, fields, options };
  const insert = {
    resource: 'bulk',
    operation: 'loadItems',
    object: OBJECT,
    ingestOperation: 'insert',
    waitFor: 5,
    options,
  };
  for (const parameters of [create, insert]) {
    await expect(outputOf(org, parameters, { items })).rejects.toThrow(/no value for any field.*Text__c/);
  }
});

test('A record type is named by its developer name, whichever way the record goes', async () => {
  const fields = { mappingMode: 'autoMapInputData', value: null };
  const items = [{ Name: 'typed', RecordType: 'special' }];
  const made: IDataObject[] = [];
  for (const sendAs of ['oneByOne', 'collections', 'bulk']) {
    made.push(
      ...(await outputOf(org, { resource: 'record', operation: 'create', object: OBJECT, fields, sendAs }, { items })),
    );
  }
  const insert = { resource: 'bulk', operation: 'loadItems', object: OBJECT, ingestOperation: 'insert', waitFor: 5 };
  made.push(...(await outputOf(org, insert, { items })));
  const ids = made.map(({ id }) => `'${String(id)}'`).join(', ');
  const soql = `SELECT RecordType.DeveloperName FROM Sync_Test__c WHERE Id IN (${ids})`;
  expect(await outputOf(org, { resource: 'query', operation: 'soql', soql })).toEqual(
    Array.from({ length: 4 }, () => ({ RecordType: expect.objectContaining({ DeveloperName: 'Special' }) })),
  );
});
