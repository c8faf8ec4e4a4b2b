import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { countOf, JWT, orgWithCredentials, PACKAGE, record, salesforce } from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';

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
  const create = salesforce('Create', JWT, record('create', 'Contact', { sendAs, ...MAPPED }));
  return { ...create, onError, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
}

const people = (count: number, nameless: number): IDataObject[] =>
  Array.from({ length: count }, (_, i) => ({ LastName: i === nameless ? '' : `Person ${i}`, Title: 'repeated' }));

/** Runs the node, and says what came of it and by how many contacts the org has grown. */
async function created(on: INode, input: IDataObject[], ...before: INode[]) {
  const contacts = countOf(signed.org, 'Contact');
  const { credentials } = signed;
  const result = await engine.run(chain(manualTrigger, ...before, on), { credentials, input });
  const output = result.nodes.has('Create') ? (itemsOf(result, 'Create') as IDataObject[]) : [];
  const codes = output.map(({ error }) => (error as IDataObject | undefined)?.['errorCode']);
  return { result, output, codes, grown: countOf(signed.org, 'Contact') - contacts };
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
    const create = repeated('collections', 'continueRegularOutput');
    const input = people(2, -1);
    expect((await created(create, input)).grown).toBe(2);
    expect((await created(create, input)).grown).toBe(2);
  });
});

test('With Retry On Fail, a file whose links failed is uploaded once, and linked', async () => {
  const account = anyAccount();
  const toFile = node('To File', 'convertToFile', 1.1, { operation: 'toText', sourceProperty: 'text', options: {} });
  const parameters = { resource: 'file', operation: 'upload', fileType: 'file', linkTo: account };
  const upload = salesforce('Create', JWT, { ...parameters, options: { visibility: 'InternalUsers' } });
  // A single link has a request of its own.
  await signed.control.faults({
    method: 'POST',
    path: 'ContentDocumentLink',
    status: 400,
    body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'A trigger failed' }],
  });
  const { result, output } = await created(
    { ...upload, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
    [{ text: 'about it' }],
    toFile,
  );
  expect(result.error).toBeUndefined();
  const [link] = output[0]?.['links'] as IDataObject[];
  expect(link).toEqual({ linkedTo: account, id: expect.stringMatching(/^06A/) });
  expect(countOf(signed.org, 'ContentVersion')).toBe(1);
});

function anyAccount(): string {
  const { store } = signed.org.org;
  const account = store.schema.object('Account');
  const [row] = account === undefined ? [] : store.rows(account, { includeDeleted: false });
  return String(row?.['Id']);
}
