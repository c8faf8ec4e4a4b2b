import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';

import type { ObjectDescribe } from '../../../salesforce/describe';
import { startOrg, type RunningOrg } from '../../../simulator';
import { openSession } from '../../support/org';
import { filesOf, outputOf } from '../support/simulated';

let org: RunningOrg;
let soql: string;

/** What Bulk does not select, or gives in a form of its own. */
const COMPOUND = new Set(['address', 'base64', 'location']);

const VALUES = {
  Name: 'All',
  Text__c: 'a,"b"\nc',
  Text_Area__c: 'x\r\ny',
  Checkbox__c: true,
  Number__c: 12345678901234.56,
  Integer__c: 12,
  Currency__c: 10_000_000.5,
  Percent__c: 12.5,
  Date__c: '2024-01-31',
  Datetime__c: '2024-01-31T09:30:00Z',
  Time__c: '09:30:00.000Z',
  Email__c: 'a@b.co',
  Picklist__c: 'Alpha',
  Multi_Picklist__c: 'Email;Phone',
};

beforeAll(async () => {
  org = await startOrg({ size: 5 });
  const rest = axios.create({
    baseURL: `${org.url}/services/data/v67.0/sobjects/Sync_Test__c`,
    headers: { Authorization: `Bearer ${openSession(org)}` },
  });
  for (const values of [VALUES, { Name: 'Some', Text__c: '1e5Z', Number__c: 0 }]) await rest.post('', values);
  const { data } = await rest.get<ObjectDescribe>('/describe');
  const names = data.fields.filter(({ type }) => !COMPOUND.has(type)).map(({ name }) => name);
  soql = `SELECT ${names.join(', ')}, Account__r.Name, Owner.Name, FORMAT(CreatedDate) formatted FROM Sync_Test__c WHERE Name IN ('All', 'Some')`;
});

afterAll(() => org.close());

const bySoql = () => ({ resource: 'query', operation: 'soql', soql });
const byBulk = () => ({ resource: 'bulk', operation: 'query', soql, waitMinutes: 5 });

test('A query gives the same items by Bulk and by SOQL, with fields of every type', async () => {
  const items = await outputOf(org, { ...byBulk(), output: 'items' });
  expect(items).toHaveLength(2);
  expect(items).toEqual(await outputOf(org, bySoql()));
});

test('A query gives the same JSON Lines by Bulk and by SOQL, with fields of every type', async () => {
  const linesOf = async (query: object): Promise<unknown[]> => {
    const [file] = await filesOf(org, { ...query, output: 'file', fileFormat: 'jsonl' });
    const lines = String(file?.bytes).trim().split('\n');
    return lines.map((line): unknown => JSON.parse(line));
  };
  const lines = await linesOf(byBulk());
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(await linesOf(bySoql()));
});
