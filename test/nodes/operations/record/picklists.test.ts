import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../../nodes/SalesforceConnector/host/advice';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import type { ObjectDescribe } from '../../../../salesforce/describe';
import { SalesforceError } from '../../../../salesforce/errors';
import { knowPicklists } from '../../../../salesforce/write/picklists';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { hostOn, mapped, named } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 5 });
});
afterAll(() => org.close());

const OBJECT = named('Sync_Test__c');

async function adviceOf(parameters: object, item: object = {}): Promise<string> {
  const { context } = hostOn(org, {
    parameters: { object: OBJECT, ...parameters },
    items: [item as never],
    continueOnFail: true,
  });
  const [output] = await run(context);
  return JSON.stringify(output?.json);
}

describe.each(['oneByOne', 'collections', 'bulk'])('A refusal of a restricted picklist, sent as %s', (sendAs) => {
  test.each([
    ['Restricted_Picklist__c', 'Purple', 'Restricted_Picklist__c takes: Red, Green, Blue.'],
    ['Multi_Picklist__c', 'Email;Fax', 'Multi_Picklist__c takes: Email, Phone, Post, Visit.'],
  ])('names the values of %s', async (name, value, takes) => {
    const create = { resource: 'record', operation: 'create', sendAs, fields: mapped({ [name]: value }) };
    expect(await adviceOf(create)).toContain(takes);
  });
});

test('A load from items names them too', async () => {
  const load = { resource: 'bulk', operation: 'loadItems', ingestOperation: 'insert', waitFor: 10, options: {} };
  expect(await adviceOf(load, { Restricted_Picklist__c: 'Purple' })).toContain('takes: Red, Green, Blue.');
});

test.each([
  ['Purple', [['Color__c', ['Red', 'Blue']]]],
  ['Red', []],
])(
  'A refusal of %s names the values, unless it is one of them, which the record type does not allow',
  (value, told) => {
    const errorCode = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST';
    const message = `Color: bad value for restricted picklist field: ${value}`;
    const error = new SalesforceError(400, [{ errorCode, message, fields: ['Color__c'] }]);
    const picklistValues = ['Red', 'Blue'].map((one) => ({ value: one, label: one, active: true }));
    const described = {
      fields: [{ name: 'Color__c', relationshipName: null, picklistValues }],
    } as unknown as ObjectDescribe;
    knowPicklists(new Map([[0, { error }]]), described);
    expect([...error.picklists]).toEqual(told);
  },
);

test('Ten values are named, and the others counted', () => {
  const errorCode = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST';
  const refused = new SalesforceError(400, [{ errorCode, message: 'bad value', fields: ['State__c'] }]);
  refused.picklists.set(
    'State__c',
    Array.from({ length: 13 }, (_, n) => `S${n}`),
  );
  expect(adviceOn(refused).actions[0]).toBe('State__c takes: S0, S1, S2, S3, S4, S5, S6, S7, S8, S9 and 3 more.');
});
