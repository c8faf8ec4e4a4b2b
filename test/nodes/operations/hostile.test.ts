import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator/index';
import { hostOn, mapped, named } from '../support/simulated';
import { quickPauses } from '../../support/quickPauses';

quickPauses(5_000);

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

const HOSTILE: readonly (readonly [string, string])[] = [
  ['a single quote', "O'Neil"],
  ['an escaped quote', "\\' OR Name != '"],
  ['double quotes', '"quoted"'],
  ['backslashes', 'C:\\temp\\\\'],
  ['a percent sign', '100%'],
  ['percent encoding', '%2e%2e%2f%00%27'],
  ['an underscore', '_a_'],
  ['line breaks', 'one\ntwo\r\nthree\tfour'],
  ['a way up', '../../../services/oauth2/revoke'],
  ['two dots', '..'],
  ['a question mark', 'a?q=SELECT Id'],
  ['a number sign', 'a#b'],
  ['slashes', 'a/b//c'],
  ['an emoji', '👩‍👩‍👧 Zoë'],
  ['half an emoji', 'a\ud83d'],
  ['NUL', 'a\0b'],
  ['SOQL', "x' OR Id != null LIMIT 1 //"],
  ['a placeholder', ':name'],
  ['an expression', '={{ $json.x }}'],
  ['100,000 characters', 'x'.repeat(100_000)],
];

interface Outcome {
  output?: IDataObject[];
  refusal?: { name: string; message: string; description: unknown };
  /** Requests other than those for the object's schema. */
  sent: number;
}

/** Runs the node; a refusal is known by n8n's error for what the user gave. */
async function outcomeOf(parameters: IDataObject): Promise<Outcome> {
  const { context, sent } = hostOn(org, { parameters });
  const result = await run(context).then(
    (items) => ({ output: items.map(({ json }) => json) }),
    (error: Error & { description: unknown }) => ({ refusal: error }),
  );
  return { ...result, sent: sent.filter(({ url }) => !url.endsWith('/describe')).length };
}

function expectRefusal({ refusal, sent }: Outcome): void {
  expect(refusal?.name).toBe('NodeOperationError');
  expect(refusal?.message).toMatch(/ \[item 0\]$/);
  expect(refusal?.message.length).toBeLessThan(400);
  expect(sent).toBe(0);
}

const record = (operation: string, parameters: IDataObject) =>
  outcomeOf({ resource: 'record', operation, object: named('Sync_Test__c'), ...parameters });

const key = (value: unknown) =>
  ({ externalIdField: named('Text_Key__c'), externalIdValue: value, identifyBy: 'externalId' }) as IDataObject;
const query = (value: unknown) =>
  outcomeOf({
    resource: 'query',
    operation: 'soql',
    soql: 'SELECT Long_Text__c, Text__c FROM Sync_Test__c WHERE Text__c = :value',
    parameters: { parameter: [{ name: 'value', type: 'text', value }] },
  } as IDataObject);

describe.each(HOSTILE)('%s', (_, value) => {
  test('in a field’s value arrives as it is, or is refused before anything is sent', async () => {
    const outcome = await record('create', { fields: mapped({ Name: 'hostile', Long_Text__c: value }) });
    if (outcome.refusal !== undefined) return expectRefusal(outcome);
    const recordId = { __rl: true, mode: 'id', value: outcome.output?.[0]?.['id'] };
    const { output } = await record('get', { recordId, fieldsToReturn: ['Long_Text__c'] } as IDataObject);
    expect(output?.[0]?.['Long_Text__c']).toBe(value);
  });

  test('as an external ID finds the record that it created, or is refused before anything is sent', async () => {
    const outcome = await record('upsert', { ...key(value), fields: mapped({ Name: 'hostile' }) });
    if (outcome.refusal?.name === 'NodeOperationError') return expectRefusal(outcome);
    const id = outcome.output?.[0]?.['id'];
    const { output } = await record('get', { ...key(value), fieldsToReturn: ['Text_Key__c'] });
    expect(output).toEqual([{ Id: id, Text_Key__c: value }]);
  });

  test('as a record ID is refused before anything is sent', async () => {
    expectRefusal(await record('get', { recordId: { __rl: true, mode: 'id', value } }));
    expectRefusal(await record('delete', { recordId: value }));
  });

  test('as an object or a field is refused before anything is sent', async () => {
    expectRefusal(await record('create', { object: named(value), fields: mapped({ Name: 'x' }) }));
    expectRefusal(await record('getAll', { fieldsToReturn: [value] }));
    expectRefusal(
      await record('getAll', { conditions: { condition: [{ field: named(value), operator: 'equals', value: 'x' }] } }),
    );
    expectRefusal(await record('getAll', { sort: { order: [{ field: named(value) }] } }));
    expectRefusal(await record('create', { fields: mapped({ [value]: 'x' }) }));
    expectRefusal(
      await record('upsert', { ...key('x'), externalIdField: named(value), fields: mapped({ Name: 'x' }) }),
    );
  });

  test('as a query parameter or a condition finds its own record alone, or is refused before anything is sent', async () => {
    await record('create', { fields: mapped({ Name: 'hostile', Text__c: 'x'.repeat(255) }) });
    await record('create', { fields: mapped({ Name: 'hostile', Text__c: value }) });
    const where = { conditions: { condition: [{ field: named('Text__c'), operator: 'equals', value }] } };
    for (const outcome of [await query(value), await record('getAll', { ...where, fieldsToReturn: ['Text__c'] })]) {
      if (outcome.refusal !== undefined) expectRefusal(outcome);
      else expect(outcome.output?.map(({ Text__c }) => Text__c)).toEqual([value]);
    }
  });

  test('as words to match stands for itself', async () => {
    await record('create', { fields: mapped({ Name: 'hostile', Text__c: `before ${value.slice(0, 100)} after` }) });
    await record('create', { fields: mapped({ Name: 'hostile', Text__c: 'before anything after' }) });
    const where = {
      conditions: { condition: [{ field: named('Text__c'), operator: 'contains', value: ` ${value} ` }] },
    };
    const outcome = await record('getAll', { ...where, fieldsToReturn: ['Text__c'] });
    if (outcome.refusal !== undefined) expectRefusal(outcome);
    else expect(outcome.output?.map(({ Text__c }) => Text__c)).toEqual([`before ${value} after`]);
  });
});
