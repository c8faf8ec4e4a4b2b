import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { countOf, JWT, orgWithCredentials, PACKAGE, record, salesforce } from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials();
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});
beforeEach(() => signed.control.post('reset', { parts: ['data', 'stats', 'faults', 'bulk'] }));

const MAPPED = { fields: { mappingMode: 'autoMapInputData', value: null } } as unknown as INodeParameters;

/** A node that n8n runs twice if it fails, or if its first item does. */
function repeated(sendAs: string, onError: NonNullable<INode['onError']>): INode {
  const node = salesforce('Create', JWT, record('create', 'Contact', { sendAs, ...MAPPED }));
  return { ...node, onError, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
}

const people = (count: number, nameless: number): IDataObject[] =>
  Array.from({ length: count }, (_, i) => ({ LastName: i === nameless ? '' : `Person ${i}`, Title: 'repeated' }));

/** Runs the node, and says what came of it and by how many contacts the org has grown. */
async function created(node: INode, input: IDataObject[]) {
  const before = countOf(signed.org, 'Contact');
  const { credentials } = signed;
  const result = await engine.run(chain(manualTrigger, node), { credentials, input });
  const output = result.nodes.has('Create') ? (itemsOf(result, 'Create') as IDataObject[]) : [];
  const codes = output.map(({ error }) => (error as IDataObject | undefined)?.['errorCode']);
  return { result, output, codes, grown: countOf(signed.org, 'Contact') - before };
}

describe('With Retry On Fail, a record is created once', () => {
  test.each(['oneByOne', 'collections', 'bulk'])(
    '%s, if the first item fails and the node continues',
    async (sendAs) => {
      const { output, codes, grown } = await created(repeated(sendAs, 'continueRegularOutput'), people(5, 0));
      expect(codes).toEqual(['REQUIRED_FIELD_MISSING', undefined, undefined, undefined, undefined]);
      expect(new Set(output.map(({ id }) => id)).size).toBe(5);
      expect(grown).toBe(4);
    },
  );

  test.each(['oneByOne', 'collections', 'bulk'])('%s, if an item fails and the node stops', async (sendAs) => {
    const { result, grown } = await created(repeated(sendAs, 'stopWorkflow'), people(5, 3));
    expect(result.error?.message).toContain('[item 3]');
    expect(grown).toBe(4);
  });

  test('if its answer was lost: it stays uncertain', async () => {
    await signed.control.faults({ method: 'POST', path: '/composite/sobjects', cut: 'after' });
    const { codes, grown } = await created(repeated('collections', 'continueRegularOutput'), people(3, -1));
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'MAY_HAVE_BEEN_CREATED'));
    expect(grown).toBe(3);
  });

  test('and what failed for a moment is sent again', async () => {
    await signed.control.post('locks', { object: 'Contact', times: 6 });
    const { codes, grown } = await created(repeated('collections', 'continueRegularOutput'), people(3, -1));
    expect(codes).toEqual([undefined, undefined, undefined]);
    expect(grown).toBe(3);
  });

  test('in each execution anew', async () => {
    const node = repeated('collections', 'continueRegularOutput');
    const input = people(2, -1);
    expect((await created(node, input)).grown).toBe(2);
    expect((await created(node, input)).grown).toBe(2);
  });
});
