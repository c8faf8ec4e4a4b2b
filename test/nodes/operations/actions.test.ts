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

  test.each([true, false])('that returns the session gives it to no item (Simplify: %s)', async (simplify) => {
    const settings: IDataObject = { resource: 'flow', operation: 'run', flow: named('Create_Follow_Up') };
    const parameters = { ...settings, options: { simplify } };
    const { context } = hostOn(org, { parameters: () => parameters });
    const { oauthTokenData } = await context.getCredentials<{ oauthTokenData: { access_token: string } }>('of the org');
    const session = oauthTokenData.access_token;
    Object.assign(parameters, { inputs: mapped({ subject: `it is ${session}` }) });
    const output = JSON.stringify((await run(context)).map(({ json }) => json));
    expect(output).toContain('it is ');
    expect(output).not.toContain(session.slice(session.indexOf('!') + 1));
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

const runAction = async (
  [actionType, name]: readonly [string, string],
  inputs: IDataObject,
  options: HostOptions = {},
): Promise<IDataObject[]> =>
  await outputOf(
    org,
    { resource: 'action', operation: 'run', actionType, actionName: named(name), inputs: mapped(inputs) },
    options,
  );

describe('An action', () => {
  test('of Salesforce’s own sends an email, and says that it succeeded', async () => {
    const email = { emailSubject: 'Note', emailBody: 'Message of the day' };
    const to = ['fred@acme.example', 'wilma@acme.example'];
    for (const addresses of [
      { emailAddresses: to.join(', ') },
      { emailAddressesArray: to },
      { emailAddressesArray: JSON.stringify(to) },
    ]) {
      expect(await runAction(['standard', 'emailSimple'], { ...email, ...addresses })).toEqual([{ isSuccess: true }]);
    }
    expect(org.org.actions.emails).toEqual(
      Array.from({ length: 3 }, () => ({ to, subject: 'Note', body: 'Message of the day' })),
    );
  });

  test('of Salesforce’s own gives its outputs', async () => {
    const inputs = { text: 'Hello', subjectNameOrId: 'admin@simulated.example', visibility: 'allUsers' };
    expect(await runAction(['standard', 'chatterPost'], inputs)).toEqual([
      { isSuccess: true, feedItemId: expect.stringMatching(/^0D5\w{15}$/) },
    ]);
    expect(org.org.actions.posts).toEqual([{ to: 'admin@simulated.example', text: 'Hello' }]);
  });

  test('in Apex takes a record, and its results may name another thing than was asked for', async () => {
    const [account] = await query('SELECT Id, NumberOfEmployees FROM Account WHERE NumberOfEmployees != null LIMIT 1');
    const run = ['apex', 'ActionTestWithSObject'] as const;
    expect(await runAction(run, { objects: account ?? {} })).toEqual([{ isSuccess: true, output: account?.['Id'] }]);
    const [after] = await query(`SELECT NumberOfEmployees FROM Account WHERE Id = '${String(account?.['Id'])}'`);
    expect(after?.['NumberOfEmployees']).toBe(Number(account?.['NumberOfEmployees']) + 1);
    await expect(runAction(run, { objects: 'Acme' })).rejects.toThrow('objects: “Acme” is not an object.');
    await expect(runAction(run, { objects: '{"Id": ' })).rejects.toThrow('objects: “{"Id": ” is not valid JSON.');
  });

  test('of an object is an email alert for a record of it', async () => {
    const [record] = await query('SELECT Id FROM Case LIMIT 1');
    const alert = ['emailAlert', 'Case.Case_Received'] as const;
    expect(await runAction(alert, { SObjectRowId: record?.['Id'] ?? '' })).toEqual([{ isSuccess: true }]);
    const [refused] = await runAction(alert, { SObjectRowId: '500000000000001AAA' }, { continueOnFail: true });
    expect(refused).toMatchObject({ error: { errorCode: 'INVALID_CROSS_REFERENCE_KEY' } });
    await expect(runAction(alert, { SObjectRowId: 'Acme' })).rejects.toThrow(
      'SObjectRowId: “Acme” is not a valid Salesforce ID.',
    );
  });

  test.each(['LogACall', 'logacall'])('that is quick, %s, logs a call for each of many records', async (name) => {
    const contacts = await query('SELECT Id FROM Contact LIMIT 5');
    const items = contacts.map(({ Id }) => ({ contextId: Id, Subject: 'Called' }));
    const parameters = {
      resource: 'action',
      operation: 'run',
      actionType: 'quickAction',
      actionName: named(name),
      ...AUTOMATIC,
    };
    const { context, sent } = hostOn(org, { parameters: parameters as IDataObject, items: items as IDataObject[] });
    const output = await run(context);
    expect(runsIn(sent)).toHaveLength(1);
    for (const [index, { json }] of output.entries()) {
      expect(json).toEqual({ isSuccess: true, contextId: contacts[index]?.['Id'], id: expect.stringMatching(/^00T/) });
      const [task] = await query(`SELECT WhoId, Subject, Status FROM Task WHERE Id = '${String(json['id'])}'`);
      expect(task).toEqual({ WhoId: contacts[index]?.['Id'], Subject: 'Called', Status: 'Completed' });
    }
  });

  test('that is quick and an object’s creates a related record', async () => {
    const [account] = await query('SELECT Id FROM Account LIMIT 1');
    const inputs = { contextId: account?.['Id'] ?? '', LastName: 'Quick' };
    const [made] = await runAction(['quickAction', 'Account.CreateContact'], inputs);
    const [contact] = await query(`SELECT AccountId, LastName FROM Contact WHERE Id = '${String(made?.['id'])}'`);
    expect(contact).toEqual({ AccountId: account?.['Id'], LastName: 'Quick' });
  });

  test.each([
    ['standard', 'There is no standard action “No_Such”', 'Action'],
    ['apex', 'There is no Apex action “No_Such”', 'Apex class'],
    ['quickAction', 'There is no quick action “No_Such”', 'Choose the action from the list'],
    ['emailAlert', 'There is no email alert “No_Such”', 'Choose the action from the list'],
  ])('of the type %s that there is not is told, with what to do', async (type, message, advice) => {
    const [output] = await runAction([type, 'No_Such'], {}, { continueOnFail: true });
    expect(output?.['error']).toMatchObject({ errorCode: 'INVALID_INPUT', fields: ['Action'] });
    const { message: told, actions } = output?.['error'] as IDataObject;
    expect(told).toContain(message);
    expect(`${String(actions)} Action`).toContain(advice);
  });

  test('with a name that no action has is refused before it is asked for', async () => {
    for (const name of ['a/b', 'Case.Case.Case', '../limits', 'x y']) {
      await expect(runAction(['quickAction', name], {})).rejects.toThrow('is not a valid API name');
    }
    await expect(runAction(['standard', 'Case.emailSimple'], {})).rejects.toThrow('is not a valid API name');
  });

  test('in a version before several runs per request is run one by one, and before any is refused', async () => {
    const items = [{ subject: 'a' }, { subject: 'b' }];
    const parameters = { resource: 'flow', operation: 'run', flow: named('Create_Follow_Up'), ...AUTOMATIC };
    const old = { ...parameters, options: { apiVersion: '34.0' } };
    const { context, sent } = hostOn(org, { parameters: old as IDataObject, items });
    expect(await run(context)).toHaveLength(2);
    expect(runsIn(sent)).toHaveLength(2);
    await expect(
      outputOf(org, { ...parameters, options: { apiVersion: '31.0' } } as IDataObject, { items }),
    ).rejects.toThrow('API version 31.0 does not support flows and actions: version 32.0 or later does.');
  });
});

describe('Actions', () => {
  test.each([
    ['standard', ['chatterPost', 'emailSimple']],
    ['apex', ['ActionTestWithSObject']],
    ['quickAction', ['LogACall', 'NewContact', 'Account.CreateContact']],
    ['emailAlert', ['Case.Case_Received']],
  ])('of the type %s are listed, those of objects too', async (actionType, names) => {
    const listed = await outputOf(org, { resource: 'action', operation: 'getAll', actionType, returnAll: true });
    expect(listed.map(({ name }) => name)).toEqual(names);
    const all = {
      resource: 'action',
      operation: 'getAll',
      actionType,
      returnAll: true,
      options: { includeParameters: true },
    };
    for (const action of await outputOf(org, all)) {
      expect(action['inputs']).toContainEqual(expect.objectContaining({ type: expect.stringMatching(/^[A-Z]+$/) }));
    }
  });
});
