import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { hostOn, mapped, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
let rules: Record<string, IDataObject>;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
  const soql = 'SELECT Id, SobjectType FROM AssignmentRule';
  const found = await outputOf(org, { resource: 'query', operation: 'soql', soql });
  rules = Object.fromEntries(found.map(({ SobjectType, Id }) => [SobjectType, named(String(Id))]));
});
afterAll(() => org.close());

/** What the rule of each object gives to a queue. */
const VALUES: Readonly<Record<string, IDataObject>> = {
  Lead: { LastName: 'Owned', Company: 'Acme', LeadSource: 'Web', Country: 'Germany' },
  Case: { Subject: 'Owned', Origin: 'Web' },
};
const WAYS = [
  ['oneByOne', {}],
  ['collections', {}],
  ['automatic', { bulkFrom: 2 }],
  ['bulk', {}],
] as const;
const RULES = [undefined, 'active', 'none', 'byId'] as const;

/** Whom new records belong to, what the node says of that, or why it saved none. */
async function ownersOf(object: string, sendAs: string, options: IDataObject) {
  const fields = mapped(VALUES[object] ?? {});
  const form = { resource: 'record', operation: 'create', object: named(object), sendAs, fields, options };
  const { context, hints } = hostOn(org, { parameters: form, items: [{}, {}], continueOnFail: true });
  const output = (await run(context)).map(({ json }) => json);
  const errors = output.flatMap(({ error }) => (error === undefined ? [] : [(error as IDataObject)['message']]));
  if (errors.length > 0) return { refused: errors[0] };
  const soql = `SELECT OwnerId FROM ${object} WHERE Id IN (${output.map(({ id }) => `'${String(id)}'`).join()})`;
  const owners = await outputOf(org, { resource: 'query', operation: 'soql', soql });
  return {
    owners: owners.map(({ OwnerId }) => (String(OwnerId).startsWith('00G') ? 'Queue' : 'User')),
    said: hints.some(({ message }) => message.startsWith('Bulk runs no assignment rule')),
  };
}

describe.each(Object.keys(VALUES))('A new %s', (object) => {
  test.each(RULES)('has the same owner by all ways, or the node says otherwise: Assignment Rule %s', async (rule) => {
    const byId = rule === 'byId' ? { assignmentRuleId: rules[object] } : {};
    const wanted = rule === 'none' ? 'User' : 'Queue';
    for (const [sendAs, more] of WAYS) {
      const options = { ...more, ...(rule === undefined ? {} : { assignmentRule: rule }), ...byId } as IDataObject;
      const result = await ownersOf(object, sendAs, options);
      const inBulk: Partial<Record<string, object>> = {
        default: { owners: ['User', 'User'], said: true },
        active: { refused: expect.stringContaining('cannot run the active assignment rule') },
      };
      const expected = (sendAs === 'bulk' && inBulk[rule ?? 'default']) || { owners: [wanted, wanted], said: false };
      expect({ sendAs, ...result }).toEqual({ sendAs, ...expected });
    }
  });
});
