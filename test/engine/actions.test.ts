import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { countOf, JWT, orgWithCredentials, PACKAGE, salesforce } from './salesforce';
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
beforeEach(() => signed.control.post('reset', { parts: ['data', 'stats', 'faults'] }));

function followUp(inputs: IDataObject, more: Partial<INode> = {}): INode {
  const parameters = {
    resource: 'flow',
    operation: 'run',
    flow: { __rl: true, mode: 'list', value: 'Create_Follow_Up' },
    inputs,
  } as unknown as INodeParameters;
  return { ...salesforce('Run', JWT, parameters), ...more };
}

const AUTOMATIC = { mappingMode: 'autoMapInputData', value: null };
const CONTINUES = { onError: 'continueRegularOutput' } as const;

async function ran(node: INode, input: IDataObject[]) {
  const before = countOf(signed.org, 'Task');
  const { credentials } = signed;
  const result = await engine.run(chain(manualTrigger, node), { credentials, input });
  const output = result.nodes.has('Run') ? (itemsOf(result, 'Run') as IDataObject[]) : [];
  const codes = output.map(({ error }) => (error as IDataObject | undefined)?.['errorCode']);
  return { result, output, codes, grown: countOf(signed.org, 'Task') - before };
}

describe('A flow in a workflow', () => {
  test('is run for each item, with inputs that expressions fill in', async () => {
    const value = {
      subject: '={{ $json.title }}',
      dueDate: '={{ $now.set({ year: 2027, month: 3, day: 1 }) }}',
      isUrgent: false,
    };
    const schema = ['subject', 'dueDate', 'isUrgent', 'contactId'].map((id) => ({
      id,
      displayName: id,
      required: id === 'subject',
      display: true,
      type: { dueDate: 'dateTime', isUrgent: 'boolean' }[id] ?? 'string',
    }));
    const { output } = await ran(followUp({ mappingMode: 'defineBelow', value, schema, matchingColumns: [] }), [
      { title: 'One' },
      { title: 'Two' },
    ]);
    expect(output.map(({ task }) => task)).toMatchObject(
      ['One', 'Two'].map((Subject) => ({ Subject, ActivityDate: '2027-03-01', Priority: 'Normal' })),
    );
  });

  test('is not run again by Retry On Fail for items that have run, or may have', async () => {
    const retried = { ...CONTINUES, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const input = [{ subject: 'Fails', contactId: '003000000000001AAA' }, { subject: 'Runs' }];
    const some = await ran(followUp(AUTOMATIC, retried), input);
    expect(some.codes).toEqual(['UNKNOWN_EXCEPTION', undefined]);
    expect(some.grown).toBe(1);
    await signed.control.faults({ method: 'POST', path: '/actions/', cut: 'after' });
    const lost = await ran(followUp(AUTOMATIC, retried), [{ subject: 'a' }, { subject: 'b' }]);
    expect(lost.codes).toEqual(['MAY_HAVE_RUN', 'MAY_HAVE_RUN']);
    expect(lost.grown).toBe(2);
  });

  test('stops the workflow where it fails, with what n8n’s Retry would do', async () => {
    const { result, grown } = await ran(followUp(AUTOMATIC), [
      { subject: 'Runs' },
      { subject: 'Fails', contactId: '003000000000001AAA' },
    ]);
    expect(grown).toBe(1);
    expect(result.error?.message).toMatch(/^The flow failed\. .* \[item 1\]$/);
    expect(result.error?.description).toContain('Do not use n8n’s Retry for this execution');
  });

  test.each([
    ['a login page', { lie: 'loginPage' }],
    ['half of the answer', { lie: 'halfWithoutLength' }],
    ['a gateway that gave up', { status: 504, done: true }],
  ] as const)('whose answer is %s may have run, and is not sent again', async (_, fault) => {
    await signed.control.faults({ method: 'POST', path: '/actions/', times: 5, ...fault });
    const { codes, grown } = await ran(followUp(AUTOMATIC, CONTINUES), [{ subject: 'a' }, { subject: 'b' }]);
    expect(codes).toEqual(['MAY_HAVE_RUN', 'MAY_HAVE_RUN']);
    expect(grown).toBe(2);
  });

  test('is sent again where it certainly did not run', async () => {
    const body = [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Please try again.' }];
    await signed.control.faults({ method: 'POST', path: '/actions/', status: 503, body });
    const { codes, grown } = await ran(followUp(AUTOMATIC, CONTINUES), [{ subject: 'a' }, { subject: 'b' }]);
    expect(codes).toEqual([undefined, undefined]);
    expect(grown).toBe(2);
  });
});
