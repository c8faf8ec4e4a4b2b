import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine);
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});

const named = (value: string) => ({ __rl: true, mode: 'name', value });
const object = (operation: string, credential: CredentialId, more: IDataObject = {}) =>
  salesforce(operation, credential, {
    resource: 'object',
    operation,
    object: named('Sync_Test__c'),
    ...more,
  } as unknown as INodeParameters);

const CREDENTIALS: readonly CredentialId[] = [WEB, APP, JWT];

describe.each(CREDENTIALS)('A workflow signed in with the credential “%s”', (credential) => {
  test('goes from the record types of an object to the cities that each allows', async () => {
    const cities = object('getPicklistValues', credential, {
      picklistField: named('City__c'),
      recordType: { __rl: true, mode: 'id', value: '={{ $json.recordTypeId }}' },
    });
    const workflow = chain(manualTrigger, object('getRecordTypes', credential), cities);
    const result = await engine.run(workflow, { credentials: signed.credentials, input: [{}] });
    const [types, values] = ['getRecordTypes', 'getPicklistValues'].map(
      (name) => itemsOf(result, name) as IDataObject[],
    );
    expect(types).toHaveLength(3);
    expect(values?.filter(({ value }) => value === 'Berlin').map(({ validFor }) => validFor)).toEqual([
      ['Germany'],
      [],
      ['Germany'],
    ]);
  });
});
