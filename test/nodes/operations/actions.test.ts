import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, mapped, named, outputOf } from '../support/simulated';
import type { HostOptions } from '../support/host';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
afterEach(() => org.org.actions.reset());
afterAll(() => org.close());

const runFlow = async (flow: string, parameters: IDataObject, options: HostOptions = {}) =>
  await outputOf(org, { resource: 'flow', operation: 'run', flow: named(flow), ...parameters }, options);

const AUTOMATIC = { inputs: { mappingMode: 'autoMapInputData', value: null } };
const GUID = /^[0-9a-f]{34}-[0-9a-f]{4}$/;

const query = async (soql: string) => await outputOf(org, { resource: 'query', operation: 'soql', soql });

/** The inputs of each request that ran something. */
const runsIn = (sent: ReturnType<typeof hostOn>['sent']): IDataObject[][] =>
  sent
    .filter(({ method, url }) => method === 'POST' && url.includes('/actions/'))
    .map(({ body }) => (JSON.parse(String(body)) as { inputs: IDataObject[] }).inputs);

describe('A flow', () => {
  test('is run with inputs from the form, and its outputs are fields', async () => {
    const inputs = mapped({ subject: 'Call back', dueDate: '2026-12-24T08:00:00', isUrgent: 'yes' });
    const [output] = await runFlow('Create_Follow_Up', { inputs });
    expect(output).toMatchObject({
      isSuccess: true,
      taskId: expect.stringMatching(/^00T/),
      Flow__InterviewStatus: 'Finished',
      Flow__InterviewGuid: expect.stringMatching(GUID),
    });
    expect(output?.['task']).toMatchObject({ Subject: 'Call back', ActivityDate: '2026-12-24', Priority: 'High' });
    expect(output?.['task']).not.toHaveProperty('attributes');
  });

  test('gives the result as Salesforce does where Simplify is off', async () => {
    const inputs = mapped({ subject: 'Raw' });
    const [output] = await runFlow('Create_Follow_Up', { inputs, options: { simplify: false } });
    expect(output).toMatchObject({ actionName: 'Create_Follow_Up', isSuccess: true, errors: null, sortOrder: -1 });
    expect(output).toHaveProperty(['outputValues', 'task', 'attributes', 'type'], 'Task');
  });

  test('takes lists, records and objects, as they are or in JSON', async () => {
    const contacts = [{ LastName: 'Lovelace' }, { attributes: { type: 'Contact' }, LastName: 'Turing' }];
    const settings = { floor: 2 };
    const whole = { contacts, tags: ['a', 'b'], weight: '2', settings };
    const written = { ...whole, contacts: JSON.stringify(contacts), settings: JSON.stringify(settings) };
    const expected = { names: ['Lovelace', 'Turing'], total: 8, best: { LastName: 'Lovelace' } };
    const inJson = { specifyInputs: 'json', inputsJson: JSON.stringify(whole) };
    for (const parameters of [{ inputs: mapped(whole) }, { inputs: mapped(written) }, inJson, { inputs: whole }]) {
      expect(await runFlow('Rate_Contacts', parameters as IDataObject)).toMatchObject([expected]);
    }
    const { context, sent } = hostOn(org, {
      parameters: {
        resource: 'flow',
        operation: 'run',
        flow: named('Rate_Contacts'),
        inputs: mapped({ ...whole, tags: 'a' }),
      },
    });
    await run(context);
    expect(runsIn(sent)).toMatchObject([
      [{ contacts: contacts.map((one) => ({ attributes: { type: 'Contact' }, ...one })), tags: ['a'], weight: 2 }],
    ]);
  });

  test('takes the item’s fields of the names of its inputs, and no others', async () => {
    const items = [{ SUBJECT: 'By item', Email: 'ada@example.com' }];
    const [output] = await runFlow('Create_Follow_Up', AUTOMATIC as IDataObject, { items });
    expect(output?.['task']).toMatchObject({ Subject: 'By item' });
  });

  test('runs for 450 items in 3 requests, each with its own outcome in order', async () => {
    const items = Array.from({ length: 450 }, (_, index) => ({ subject: `Item ${index}` }));
    const parameters = { resource: 'flow', operation: 'run', flow: named('Create_Follow_Up'), ...AUTOMATIC };
    const { context, sent } = hostOn(org, { parameters: parameters as IDataObject, items });
    const output = await run(context);
    expect(output.map(({ json }) => (json['task'] as IDataObject)['Subject'])).toEqual(
      items.map(({ subject }) => subject),
    );
    expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
    expect(runsIn(sent).map((inputs) => inputs.length)).toEqual([200, 200, 50]);
  });

  test('runs so many items per request as the option says', async () => {
    const items = Array.from({ length: 5 }, (_, index) => ({ subject: `Few ${index}` }));
    const parameters = {
      resource: 'flow',
      operation: 'run',
      flow: named('Create_Follow_Up'),
      ...AUTOMATIC,
      options: { itemsPerRequest: 2 },
    };
    const { context, sent } = hostOn(org, { parameters: parameters as IDataObject, items });
    expect(await run(context)).toHaveLength(5);
    expect(runsIn(sent)).toHaveLength(3);
  });

  test.each([400, 200] as const)('that fails for some items, with status %i, says so of these only', async (status) => {
    org.org.actions.settings.failedStatus = status;
    const [first] = await query('SELECT Id FROM Opportunity LIMIT 1');
    const opportunityId = String(first?.['Id']);
    const items = [
      { opportunityId, stage: 'Prospecting' },
      { opportunityId: '006000000000001AAA', stage: 'Prospecting' },
      { opportunityId, stage: 'Qualification' },
    ];
    const output = await runFlow('Set_Stage', AUTOMATIC as IDataObject, { items, continueOnFail: true });
    expect(output).toMatchObject([
      { isSuccess: true, Flow__InterviewStatus: 'Finished' },
      { error: { errorCode: 'UNKNOWN_EXCEPTION', status: 400 } },
      { isSuccess: true },
    ]);
    const { message, actions } = output[1]?.['error'] as IDataObject;
    expect(message).toMatch(/^The flow failed\. An unhandled fault has occurred in this flow An unhandled fault/);
    expect(message).toMatch(/Error ID: \d+-\d+ \(UNKNOWN_EXCEPTION\)$/);
    expect(String(actions)).toContain('$Flow.FaultMessage');
    const [moved] = await query(`SELECT StageName FROM Opportunity WHERE Id = '${opportunityId}'`);
    expect(moved?.['StageName']).toBe('Qualification');
  });

  test('that waits says so in its status, and in a hint', async () => {
    const { context, hints } = hostOn(org, {
      parameters: { resource: 'flow', operation: 'run', flow: named('Ask_For_Approval'), inputs: mapped({}) },
      items: [{}, {}],
    });
    const output = await run(context);
    expect(output).toMatchObject(Array.from({ length: 2 }, () => ({ json: { Flow__InterviewStatus: 'Waiting' } })));
    expect(hints).toHaveLength(1);
    for (const { json } of output) expect(hints[0]?.message).toContain(json['Flow__InterviewGuid']);
  });

  test('of an org that rolls back all runs with one that fails is said to have failed for all', async () => {
    org.org.actions.settings.partialSave = false;
    const [{ Id: opportunityId } = {}] = await query('SELECT Id FROM Opportunity LIMIT 1');
    const items = [
      { opportunityId, stage: 'Closed Lost' },
      { opportunityId: '006000000000001AAA', stage: 'Prospecting' },
    ] as IDataObject[];
    const output = await runFlow('Set_Stage', AUTOMATIC as IDataObject, { items, continueOnFail: true });
    expect(output).toMatchObject([
      { error: { errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' } },
      { error: { errorCode: 'UNKNOWN_EXCEPTION' } },
    ]);
    expect(
      await query(`SELECT Id FROM Opportunity WHERE Id = '${String(opportunityId)}' AND StageName = 'Closed Lost'`),
    ).toEqual([]);
  });

  test.each([
    ['an input that it does not have', { subjekt: 'x' }, 'Create Follow-Up (Create_Follow_Up) has no input “subjekt”.'],
    [
      'no value for a required one',
      { dueDate: '2026-01-01' },
      'The required input subject of Create Follow-Up (Create_Follow_Up) has no value.',
    ],
    ['a date that is none', { subject: 'x', dueDate: 'soon' }, 'dueDate: “soon” is not a date'],
    ['one input twice', { subject: 'x', Subject: 'y' }, 'subject is set twice: by subject and by Subject.'],
  ])('is not run with %s', async (_, inputs, message) => {
    const parameters = { resource: 'flow', operation: 'run', flow: named('Create_Follow_Up'), inputs: mapped(inputs) };
    const { context, sent } = hostOn(org, { parameters, continueOnFail: true });
    const [output] = await run(context);
    expect((output?.json['error'] as IDataObject)['message']).toContain(message);
    expect(runsIn(sent)).toEqual([]);
  });

  test('is not run for any item where one is not valid, unless the node goes on', async () => {
    const items = [{ subject: 'Fine' }, { dueDate: '2026-01-01' }];
    const parameters = { resource: 'flow', operation: 'run', flow: named('Create_Follow_Up'), ...AUTOMATIC };
    const stopping = hostOn(org, { parameters: parameters as IDataObject, items });
    await expect(run(stopping.context)).rejects.toThrow(/^The required input subject .* \[item 1\]$/);
    expect(runsIn(stopping.sent)).toEqual([]);
    const output = await runFlow('Create_Follow_Up', AUTOMATIC as IDataObject, { items, continueOnFail: true });
    expect(output).toMatchObject([{ isSuccess: true }, { error: { errorCode: 'INVALID_INPUT' } }]);
  });

  test.each([
    ['that there is not', 'No_Such_Flow', 'There is no active autolaunched flow “No_Such_Flow”'],
    ['with a name that is none', 'No such flow', 'Flow: “No such flow” is not a valid API name.'],
    ['without a name', '', 'The field “Flow” is empty.'],
  ])('%s is told before anything runs', async (_, flow, message) => {
    await expect(runFlow(flow, { inputs: mapped({}) })).rejects.toThrow(message);
  });

  test('is not run automatically for items that have none of its inputs', async () => {
    await expect(
      runFlow('Create_Follow_Up', AUTOMATIC as IDataObject, { items: [{ Email: 'a@b.example' }] }),
    ).rejects.toThrow('The item has no field with the name of an input of Create Follow-Up (Create_Follow_Up).');
  });
});

describe('Flows', () => {
  test('are listed, with what they take and give if asked for', async () => {
    const list = { resource: 'flow', operation: 'getAll', returnAll: true };
    const flows = await outputOf(org, list);
    expect(flows).toContainEqual({
      name: 'Create_Follow_Up',
      label: 'Create Follow-Up',
      type: 'FLOW',
      url: '/services/data/v67.0/actions/custom/flow/Create_Follow_Up',
    });
    const [first] = await outputOf(org, { ...list, returnAll: false, limit: 1, options: { includeParameters: true } });
    expect(first).toMatchObject({
      name: 'Create_Follow_Up',
      description: 'Creates a task for a contact',
      inputs: [{ name: 'subject', type: 'STRING', required: true, isList: false }, {}, {}, {}],
      outputs: [{ name: 'taskId' }, { name: 'task', sobjectType: 'Task' }, {}, {}],
    });
  });
});
