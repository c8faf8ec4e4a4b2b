import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { quickPauses } from '../support/quickPauses';
import { JWT, orgWithCredentials, PACKAGE, record, salesforce } from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

quickPauses(5_000);

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
beforeEach(() => signed.control.post('reset', { parts: ['data', 'stats', 'faults'] }));

const named = (value: string) => ({ __rl: true, mode: 'name', value });
const mapper = (value: IDataObject, schema: IDataObject[] = []) => ({
  mappingMode: 'defineBelow',
  value,
  matchingColumns: [],
  schema,
});

const creating = (fields: unknown, relationship: IDataObject[], more: Partial<INode> = {}): INode => ({
  ...salesforce(
    'Related',
    JWT,
    record('createWithRelated', 'Account', { fields, related: { relationship } } as unknown as INodeParameters),
  ),
  ...more,
});

async function ran(node: INode, input: IDataObject[]) {
  const result = await engine.run(chain(manualTrigger, node), { credentials: signed.credentials, input });
  return { result, output: result.nodes.has('Related') ? (itemsOf(result, 'Related') as IDataObject[]) : [] };
}

function rows(object: string): readonly Readonly<Record<string, unknown>>[] {
  const { store } = signed.org.org;
  const schema = store.schema.object(object);
  return schema === undefined ? [] : [...store.rows(schema, { includeDeleted: false })];
}

const ID = expect.stringMatching(/^\w{18}$/);

describe('Create With Related on n8n’s own engine', () => {
  test('evaluates the fields of each row and its list for each item', async () => {
    const node = creating(mapper({ Name: '={{ $json.company }}' }), [
      {
        relationship: named('Contacts'),
        recordsFrom: 'fields',
        fields: mapper({ LastName: '={{ $json.person }}', Title: '', Department: '={{ null }}' }, [
          { id: 'DoNotCall', removed: true },
        ]),
      },
      { relationship: named('Cases'), recordsFrom: 'list', list: '={{ $json.questions }}' },
    ]);
    const { output } = await ran(node, [
      { company: 'Engine 1', person: 'Lovelace', questions: [{ Subject: 'Q1' }, { Subject: 'Q2' }] },
      { company: 'Engine 2', person: 'Hopper', questions: [] },
    ]);
    const created = { id: ID, created: true };
    expect(output).toEqual([
      { ...created, Contacts: [created], Cases: [created, created] },
      { ...created, Contacts: [created] },
    ]);
    const people = rows('Contact').filter(({ AccountId }) => output.some(({ id }) => id === AccountId));
    expect(people.map(({ LastName }) => LastName).toSorted()).toEqual(['Hopper', 'Lovelace']);
  });

  test('sends nothing if an item is not valid, and goes on with the others where it is to', async () => {
    const relationship = [{ relationship: named('Contacts'), recordsFrom: 'list', list: '' }];
    const auto = { ...mapper({}), mappingMode: 'autoMapInputData', value: null };
    const input = [
      { Name: 'Valid', Contacts: [{ LastName: 'A' }] },
      { Name: 'Not valid', Contacts: [{ Surname: 'B' }] },
    ];
    const before = rows('Account').length;
    const { result } = await ran(creating(auto, relationship), input);
    expect(String(result.error?.message)).toContain('Surname');
    expect(rows('Account')).toHaveLength(before);
    const { output } = await ran(creating(auto, relationship, { onError: 'continueRegularOutput' }), input);
    expect(output[0]).toMatchObject({ created: true });
    expect(JSON.stringify(output[1])).toContain('Surname');
    expect(rows('Account')).toHaveLength(before + 1);
  });

  test('is done once by Retry On Fail, where the answer is lost', async () => {
    await signed.control.faults({ method: 'POST', path: '/composite/graph', lie: 'halfWithLength', times: 1 });
    const auto = { ...mapper({}), mappingMode: 'autoMapInputData', value: null };
    const relationship = [{ relationship: named('Contacts'), recordsFrom: 'list', list: '' }];
    const before = rows('Account').length;
    const retrying = creating(auto, relationship, { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 });
    const { result } = await ran(retrying, [{ Name: 'Once', Contacts: [{ LastName: 'A' }] }]);
    expect(JSON.stringify(result.error)).toContain('may have been created');
    expect(rows('Account')).toHaveLength(before + 1);
    expect((await signed.control.stats()).byKind['POST composite/graph']).toBe(1);
  });
});
