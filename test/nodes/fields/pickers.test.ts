import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { loaders } from '../../../nodes/SalesforceConnector/fields/index';
import { startOrg, type RunningOrg } from '../../../simulator';
import { outputOf, hostOn, mapped, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 130 });
});
afterAll(() => org.close());

const { listSearch } = loaders;

const labels = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

describe('The list of assignment rules', () => {
  const rules = async (parameters: IDataObject, filter?: string) =>
    await listSearch.searchAssignmentRules.call(hostOn(org, { parameters }).context, filter);

  test('has those of the object, and is searched by name', async () => {
    expect(labels(await rules({ object: named('Lead') }))).toEqual(['Web leads']);
    expect(labels(await rules({ object: named('Case') }, 'WEB'))).toEqual(['Web cases']);
    expect(labels(await rules({ object: named('Case') }, 'leads'))).toEqual([]);
    expect(labels(await rules({ object: named('Contact') }))).toEqual([]);
  });

  test('gives a rule that a write runs', async () => {
    const [rule] = (await rules({ object: named('Lead') })).results;
    const assignmentRuleId = { __rl: true, mode: 'list', value: rule?.value, cachedResultName: rule?.name };
    const [lead] = await outputOf(org, {
      resource: 'record',
      operation: 'create',
      object: named('Lead'),
      fields: mapped({ LastName: 'Hopper', Company: 'Navy', LeadSource: 'Web' }),
      options: { assignmentRule: 'byId', assignmentRuleId },
    });
    const [read] = await outputOf(org, {
      resource: 'query',
      operation: 'soql',
      soql: `SELECT Owner.Name FROM Lead WHERE Id = '${String(lead?.['id'])}'`,
    });
    expect(read).toMatchObject({ Owner: { Name: 'Web Leads' } });
  });

  test('says what to do while the object is not known', async () => {
    await expect(rules({ object: named('') })).rejects.toThrow(
      'Object has no value yet, so its assignment rules cannot be listed.',
    );
    await expect(rules({ object: named('={{ $json.object }}') })).rejects.toMatchObject({
      description: expect.stringContaining('Type IDs instead of choosing from lists'),
    });
  });
});
