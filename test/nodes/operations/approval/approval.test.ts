import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { loaders } from '../../../../nodes/SalesforceConnector/fields';
import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { adminUserId, adminWrite } from '../../../../simulator/data';
import type { HostOptions } from '../../support/host';
import { hostOn, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
beforeEach(() => {
  org.org.store.reset();
  org.org.approvals.reset();
});
afterAll(() => org.close());

/** Makes a record of an object, whose other values are of no matter. */
const made = (object: string, values: IDataObject): string => {
  const { store, clock } = org.org;
  const schema = store.schema.object(object);
  if (schema === undefined) throw new Error(`The org has no ${object}.`);
  return store.insert(schema, values, adminWrite(clock));
};
const opportunity = (Amount: number): string =>
  made('Opportunity', { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', Amount });
const contact = (): string => made('Contact', { LastName: 'Lovelace' });

const colleague = (): string => rowsOf('User').map(({ Id }) => String(Id))[2] ?? '';
const rowsOf = (object: string) => {
  const schema = org.org.store.schema.object(object);
  return schema === undefined ? [] : [...org.org.store.rows(schema, { includeDeleted: false })];
};

const form = (operation: string, parameters: IDataObject): IDataObject => ({
  resource: 'approval',
  operation,
  object: named('Opportunity'),
  ...parameters,
});
const output = async (operation: string, parameters: IDataObject, options: HostOptions = {}) =>
  await outputOf(org, form(operation, parameters), options);

/** What the node gives and sends for records, with an item each. */
async function forEach(operation: string, recordIds: readonly string[], parameters: IDataObject = {}) {
  const { context, sent } = hostOn(org, {
    continueOnFail: true,
    items: recordIds.map((recordId) => ({ recordId })),
    parameters: (index) => form(operation, { recordId: recordIds[index], ...parameters }),
  });
  const json = (await run(context)).map((item) => item.json);
  return { json, paths: sent.map(({ url }) => new URL(url).pathname.replace(/^.*v[\d.]+\//, '')) };
}
const submitted = async (recordId: string, parameters: IDataObject = {}): Promise<IDataObject> =>
  (await output('submit', { recordId, ...parameters }))[0] ?? {};

const codesOf = (json: readonly IDataObject[]) =>
  json.map(({ error }) => (error as { errorCode?: string } | undefined)?.errorCode);

describe('Approval > Submit', () => {
  test('submits a record to the first process that it fits, with its comments', async () => {
    const recordId = opportunity(5_000);
    const [result] = await output('submit', { recordId, comments: '  Please “sign”\n\u{1F600} ' });
    expect(result).toEqual({
      recordId,
      instanceId: expect.stringMatching(/^04g/),
      instanceStatus: 'Pending',
      actorIds: [adminUserId],
      newWorkitemIds: [expect.stringMatching(/^04i/)],
    });
    expect(rowsOf('ProcessInstanceStep')).toMatchObject([{ Comments: 'Please “sign”\n\u{1F600}' }]);
  });

  test('submits to the process that is chosen, past its entry criteria, in another user’s name', async () => {
    const recordId = opportunity(1);
    const options = {
      approvalProcess: named('Discount_Approval'),
      skipEntryCriteria: true,
      submitter: { __rl: true, mode: 'id', value: colleague() },
    };
    expect(await submitted(recordId, { options })).toMatchObject({ instanceStatus: 'Pending' });
    expect(rowsOf('ProcessInstance')).toMatchObject([{ SubmittedById: colleague() }]);
  });

  test('asks the approver who is named', async () => {
    const recordId = made('Account', { Name: 'Acme' });
    const parameters = {
      object: named('Account'),
      options: { nextApprovers: { __rl: true, mode: 'list', value: colleague() } },
    };
    expect(await submitted(recordId, parameters)).toMatchObject({ actorIds: [colleague()] });
  });

  test('submits up to 200 records in a call, with an outcome each, whatever the order of the results', async () => {
    const recordIds = Array.from({ length: 230 }, (_, index) => opportunity(index % 3 === 0 ? 1 : 5_000));
    const { json, paths } = await forEach('submit', recordIds);
    expect(paths).toEqual(['process/approvals', 'process/approvals']);
    for (const [index, result] of json.entries()) {
      if (index % 3 === 0) expect(result).toMatchObject({ error: { errorCode: 'NO_APPLICABLE_PROCESS' } });
      else expect(result).toMatchObject({ recordId: recordIds[index], instanceStatus: 'Pending' });
    }
  });

  test.each([
    { failedStatus: 200, failedNamed: true },
    { failedStatus: 200, failedNamed: false },
    { failedStatus: 400, failedNamed: true },
    { failedStatus: 400, failedNamed: false },
  ] as const)('tells each record’s own error where results can tell (%j)', async (settings) => {
    Object.assign(org.org.approvals.settings, settings);
    const [fit, small, again] = [opportunity(5_000), opportunity(1), opportunity(5_000)];
    await submitted(again);
    const { json } = await forEach('submit', [small, fit, again]);
    expect(json[1]).toMatchObject({ recordId: fit, instanceStatus: 'Pending' });
    if (settings.failedNamed) expect(codesOf(json)).toEqual(['NO_APPLICABLE_PROCESS', undefined, 'ALREADY_IN_PROCESS']);
    for (const { error } of [json[0], json[2]].map((one) => one ?? {})) {
      const { message = '' } = error as { message?: string };
      if (!settings.failedNamed) expect(message).toMatch(/NO_APPLICABLE_PROCESS/);
      if (!settings.failedNamed) expect(message).toMatch(/ALREADY_IN_PROCESS/);
    }
  });

  test('submits a record once, however often it comes', async () => {
    const recordId = opportunity(5_000);
    const { json, paths } = await forEach('submit', [recordId, recordId]);
    expect(json[0]).toMatchObject({ recordId });
    expect(codesOf(json)).toEqual([undefined, 'ALREADY_IN_PROCESS']);
    expect(paths).toHaveLength(2);
  });

  test.each([
    ['a record of another object', { recordId: '001000000000001AAA' }, 'is not the ID of a record of Opportunity'],
    ['what is no ID', { recordId: `006000000000001AAA","x":"` }, 'is not a valid Salesforce ID'],
    ['criteria of no process', { options: { skipEntryCriteria: true } }, 'no approval process is named'],
    ['a process that is no name', { options: { approvalProcess: named("x' OR Id != '") } }, 'not a valid API name'],
    ['a process by a damaged ID', { options: { approvalProcess: named('04a00000000000') } }, 'it has 14 characters'],
    [
      'an approver who is no user',
      { options: { nextApprovers: '003000000000001AAA' } },
      'a user (005) or a queue (00G)',
    ],
    ['a submitter who is a queue', { options: { submitter: '00G000000000001AAA' } }, 'is not the ID of a user (005)'],
    ['comments that are no text', { comments: { a: 1 } }, 'is not text'],
  ])('refuses %s before anything is sent', async (_, wrong, message) => {
    const { context, sent } = hostOn(org, {
      continueOnFail: true,
      parameters: form('submit', { recordId: '006000000000001AAA', ...wrong } as IDataObject),
    });
    expect(JSON.stringify((await run(context)).map(({ json }) => json))).toContain(message);
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

describe('Approval > Approve, Reject and Recall', () => {
  test('finds the pending requests of many records with one query, and answers them in one call', async () => {
    const recordIds = [opportunity(5_000), opportunity(6_000), opportunity(7_000)];
    for (const recordId of recordIds) await submitted(recordId);
    const notSubmitted = opportunity(5_000);
    const { json, paths } = await forEach('approve', [...recordIds, notSubmitted], { comments: 'Fine' });
    expect(json.slice(0, 3)).toMatchObject(recordIds.map((recordId) => ({ recordId, instanceStatus: 'Approved' })));
    expect(JSON.stringify(json[3])).toContain(`Record ${notSubmitted} has no pending approval request`);
    expect(paths.filter((path) => !path.startsWith('/'))).toEqual(['query', 'process/approvals']);
    expect(rowsOf('ProcessInstanceStep').filter(({ Comments }) => Comments === 'Fine')).toHaveLength(3);
  });

  test.each([
    ['reject', 'Rejected'],
    ['recall', 'Removed'],
  ])('%s ends the approval process of a record', async (operation, instanceStatus) => {
    const recordId = opportunity(5_000);
    const { instanceId } = await submitted(recordId);
    expect(await output(operation, { recordId, comments: 'No' })).toEqual([
      { recordId, instanceId, instanceStatus, actorIds: [], newWorkitemIds: [] },
    ]);
    expect(rowsOf('ProcessInstanceWorkitem')).toEqual([]);
  });

  test('a recall that REST does not take is refused in Salesforce’s words', async () => {
    const recordId = opportunity(5_000);
    await submitted(recordId);
    org.org.approvals.settings.recalls = false;
    const { json } = await forEach('recall', [recordId]);
    expect(codesOf(json)).toEqual(['INVALID_API_INPUT']);
  });

  test('approves step by step, and asks the approver who is named for the next one', async () => {
    const recordId = opportunity(2_000_000);
    await submitted(recordId);
    const unnamed = await forEach('approve', [recordId]);
    expect(codesOf(unnamed.json)).toEqual(['REQUIRED_FIELD_MISSING']);
    const options = { nextApprovers: `${adminUserId}` };
    expect(await output('approve', { recordId, options })).toMatchObject([
      { instanceStatus: 'Pending', actorIds: [adminUserId] },
    ]);
    expect(await output('approve', { recordId })).toMatchObject([{ instanceStatus: 'Approved' }]);
  });

  test('approves one step of a record that comes twice, and not the step after it', async () => {
    const recordId = opportunity(2_000_000);
    await submitted(recordId);
    const { json } = await forEach('approve', [recordId, recordId], { options: { nextApprovers: adminUserId } });
    expect(json[0]).toMatchObject({ instanceStatus: 'Pending' });
    expect(JSON.stringify(json[1])).toContain(`of record ${recordId} comes twice: item 0 has it`);
    expect(rowsOf('ProcessInstance')).toMatchObject([{ Status: 'Pending' }]);
  });

  test.each([
    ['in requests of its own', (index: number) => ({ parallelRequests: index + 1 })],
    ['with the same work item', () => ({ workItemId: String(rowsOf('ProcessInstanceWorkitem')[0]?.['Id']) })],
  ])('a record that comes twice takes one step, also %s', async (_, optionsOf) => {
    const recordId = opportunity(2_000_000);
    await submitted(recordId);
    const { context } = hostOn(org, {
      continueOnFail: true,
      items: [{}, {}],
      parameters: (index) =>
        form('approve', { recordId, options: { nextApprovers: adminUserId, ...optionsOf(index) } as IDataObject }),
    });
    expect(JSON.stringify((await run(context)).map(({ json }) => json))).toContain('comes twice: item 0 has it');
    expect(rowsOf('ProcessInstance')).toMatchObject([{ Status: 'Pending' }]);
  });

  test.each([
    ['the first names its work item', [true, false]],
    ['the second names its work item', [false, true]],
  ])('a record that comes twice takes one step where %s, also in the next attempt', async (_, names) => {
    const recordId = opportunity(2_000_000);
    await submitted(recordId);
    const workItemId = String(rowsOf('ProcessInstanceWorkitem')[0]?.['Id']);
    const { context } = hostOn(org, {
      continueOnFail: true,
      items: [{}, {}],
      parameters: (index) =>
        form('approve', {
          recordId,
          options: { nextApprovers: adminUserId, workItemId: names[index] === true ? workItemId : '' },
        }),
    });
    const node = { ...context.getNode(), retryOnFail: true };
    const ofOneRun = { getExecutionId: () => '1', getWorkflowDataProxy: () => ({ $runIndex: 0 }) };
    const input = context.getInputData();
    Object.assign(context, { getNode: () => node, getInputData: () => input, ...ofOneRun });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const told = (await run(context)).map(({ json }) => JSON.stringify(json));
      expect(told[1]).toContain('comes twice: item 0 has it');
      expect(rowsOf('ProcessInstance')).toMatchObject([{ Status: 'Pending' }]);
    }
  });

  test('what comes twice is not said to be answered where nothing is', async () => {
    const recordId = contact();
    const { json } = await forEach('approve', [recordId, recordId], { object: named('Contact') });
    expect(codesOf(json)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    expect(JSON.stringify(json[1])).toContain('comes twice: item 0 has it');
  });

  test('two requests of one record do not come twice where each is named', async () => {
    const recordId = opportunity(2_000_000);
    const { context } = hostOn(org, {
      continueOnFail: true,
      items: [{}, {}],
      parameters: (index) => form('approve', { recordId, options: { workItemId: `04i00000000000${index}AAA` } }),
    });
    expect(JSON.stringify((await run(context)).map(({ json: one }) => one))).not.toContain('comes twice');
  });

  test.each([
    ['submit', 'a\0b', 'NUL'],
    ['approve', '\ud83d!', 'half of a character'],
    ['reject', 'a\0', 'NUL'],
    ['recall', '\udc00', 'half of a character'],
  ])('%s takes no comments that would not arrive as they are: %j', async (operation, comments, words) => {
    const { json, paths } = await forEach(operation, [opportunity(5_000)], { comments });
    expect(JSON.stringify(json)).toMatch(new RegExp(`Comments contains .*${words}`));
    expect(paths).not.toContain('process/approvals');
  });

  test('nothing is sent for a record that comes twice where the node stops on errors', async () => {
    const recordId = opportunity(2_000_000);
    await submitted(recordId);
    const { context, sent } = hostOn(org, { items: [{}, {}], parameters: form('approve', { recordId }) });
    await expect(run(context)).rejects.toThrow('comes twice: item 0 has it');
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('answers the signed-in user’s own request where several approvers are asked', async () => {
    const recordId = contact();
    await submitted(recordId, { object: named('Contact') });
    expect(await output('approve', { object: named('Contact'), recordId })).toMatchObject([
      { instanceStatus: 'Pending', actorIds: [colleague()] },
    ]);
  });

  test.each(['approve', 'reject'])(
    '%s leaves the request of another approver, unless its ID is given',
    async (operation) => {
      const recordId = contact();
      const object = named('Contact');
      await submitted(recordId, { object });
      await output('approve', { object, recordId });
      const [left] = rowsOf('ProcessInstanceWorkitem');
      const { json, paths } = await forEach(operation, [recordId], { object });
      const told = JSON.stringify(json);
      expect(told).toMatch(new RegExp(`asks \\w[^(]* \\(${colleague()}\\), and not the signed-in user`));
      expect(told).toContain(`work item ${String(left?.['Id'])}`);
      expect(told).toContain('Work Item ID');
      expect(paths).not.toContain('process/approvals');
      // The org decides.
      const meant = await forEach(operation, [recordId], { object, options: { workItemId: String(left?.['Id']) } });
      expect(codesOf(meant.json)).toEqual(['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY']);
      expect(await output('recall', { object, recordId })).toMatchObject([{ instanceStatus: 'Removed' }]);
    },
  );

  test('answers the request of a queue, whose members Salesforce knows', async () => {
    const recordId = made('Case', { Subject: 'Refund' });
    const object = named('Case');
    await submitted(recordId, { object });
    expect(await output('approve', { object, recordId })).toMatchObject([{ instanceStatus: 'Approved' }]);
  });

  test.each([
    ['submit', 'may have been submitted for approval'],
    ['approve', 'may have been approved'],
    ['reject', 'may have been rejected'],
    ['recall', 'may have been recalled'],
  ])('%s says what may have become of the record where the response is lost', async (operation, maybe) => {
    const recordId = opportunity(5_000);
    if (operation !== 'submit') await submitted(recordId);
    await new Control(org.controlUrl).faults({ path: '/process/approvals', cut: 'after' });
    const { json } = await forEach(operation, [recordId]);
    expect(codesOf(json)).toEqual(['MAY_HAVE_BEEN_PROCESSED']);
    expect(JSON.stringify(json)).toContain(maybe);
    expect(JSON.stringify(json)).toContain('approval history');
  });

  test('asks which request is meant where none of several is the user’s own', async () => {
    const recordId = made('Account', { Name: 'Acme' });
    const object = named('Account');
    const [first = '', second = ''] = rowsOf('User')
      .slice(3, 5)
      .map(({ Id }) => String(Id));
    await submitted(recordId, { object, options: { nextApprovers: `${first},${second}` } });
    const { json } = await forEach('approve', [recordId], { object });
    expect(JSON.stringify(json)).toMatch(/has 2 pending approval requests: 04i\w+ for \w[^(]* \(005\w+\), 04i/);
    expect(JSON.stringify(json)).toContain('Work Item ID');
    expect(await output('recall', { object, recordId })).toMatchObject([{ instanceStatus: 'Removed' }]);
  });

  test('answers the request that is named, and none of another record', async () => {
    const [recordId, other] = [contact(), contact()];
    const object = named('Contact');
    await submitted(recordId, { object });
    await submitted(other, { object });
    const [own, , others] = rowsOf('ProcessInstanceWorkitem').map(({ Id }) => String(Id));
    const wrong = await forEach('reject', [recordId], { object, options: { workItemId: others } });
    expect(JSON.stringify(wrong.json)).toContain(`is no pending approval request of record ${recordId}`);
    expect(wrong.paths).toEqual(['query']);
    expect(await output('reject', { object, recordId, options: { workItemId: own } })).toMatchObject([
      { instanceStatus: 'Rejected' },
    ]);
  });
});

describe('Approval > Get Pending', () => {
  test('gets the requests of many records with one query', async () => {
    const recordIds = [contact(), contact(), contact()];
    const object = named('Contact');
    for (const recordId of recordIds.slice(0, 2)) await submitted(recordId, { object });
    const { json, paths } = await forEach('getPending', recordIds, { object, returnAll: true });
    expect(json.map(({ recordId }) => recordId)).toEqual([recordIds[0], recordIds[0], recordIds[1], recordIds[1]]);
    expect(json[0]).toEqual({
      workItemId: expect.stringMatching(/^04i/),
      recordId: recordIds[0],
      recordName: 'Lovelace',
      object: 'Contact',
      approverId: adminUserId,
      approverName: expect.any(String),
      originalApproverId: adminUserId,
      process: 'Two_Signatures',
      processName: 'Two Signatures',
      submittedById: adminUserId,
      submittedByName: expect.any(String),
      requestedAt: expect.any(String),
      instanceId: expect.stringMatching(/^04g/),
    });
    expect(paths).toEqual(['query']);
  });

  test('gets what waits for the signed-in user, up to a limit', async () => {
    for (let left = 3; left > 0; left -= 1) await submitted(contact(), { object: named('Contact') });
    const parameters = { pendingFor: 'user', returnAll: false, limit: 2 };
    const pending = await output('getPending', parameters);
    expect(pending).toHaveLength(2);
    expect(new Set(pending.map(({ approverId }) => approverId))).toEqual(new Set([adminUserId]));
  });

  test('gives the rows as Salesforce has them where Simplify is off', async () => {
    const recordId = contact();
    const object = named('Contact');
    await submitted(recordId, { object });
    const parameters = { object, recordId, returnAll: false, limit: 1, options: { simplify: false } };
    expect(await output('getPending', parameters)).toMatchObject([
      { attributes: { type: 'ProcessInstanceWorkitem' }, ProcessInstance: { TargetObjectId: recordId } },
    ]);
  });
});

describe('What a form of approvals loads', () => {
  const list = async (name: keyof typeof loaders.listSearch, values: IDataObject, filter?: string) => {
    const { context } = hostOn(org, {});
    const loading = { ...context, getCurrentNodeParameter: (field: string) => values[field] };
    return (await loaders.listSearch[name].call(loading as never, filter)).results.map((one) => one.name);
  };

  test('objects that have approval processes', async () => {
    expect(await list('searchApprovalObjects', {})).toEqual(['Account', 'Case', 'Contact', 'Opportunity']);
  });

  test('the approval processes of the object, or what to do first', async () => {
    const object = named('Opportunity');
    expect(await list('searchApprovalProcesses', { object })).toEqual(['Large Deal Approval', 'Discount Approval']);
    expect(await list('searchApprovalProcesses', { object }, 'disc')).toEqual(['Discount Approval']);
    await expect(list('searchApprovalProcesses', {})).rejects.toThrow('its approval processes cannot be listed');
  });

  test('users and queues, as approvers', async () => {
    expect(await list('searchApprovers', {}, 'Support')).toEqual(['Support (Queue)']);
  });
});
