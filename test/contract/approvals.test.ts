import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';

import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(10);
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
beforeEach(() => {
  org.org.store.reset();
  org.org.approvals.reset();
});
afterAll(() => org.close());

const opportunity = async (amount: number): Promise<string> => {
  const values = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', Amount: amount };
  return String((await connection.create('Opportunity', values)).id);
};
const workItems = async (recordId: string): Promise<string[]> => {
  const soql = `SELECT Id FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${recordId}'`;
  return (await connection.query(soql)).records.map(({ Id }) => String(Id));
};

describe('jsforce, unmodified: approvals', () => {
  const approval = () => connection.process.approval;

  test('lists the approval processes of each object', async () => {
    const listed = (await approval().list()) as unknown as Record<string, { name: string; sortOrder: number }[]>;
    expect(Object.keys(listed)).toContain('Opportunity');
    expect(listed['Opportunity']).toMatchObject([
      { name: 'Large Deal Approval', object: 'Opportunity', sortOrder: 1 },
      { name: 'Discount Approval', sortOrder: 2 },
    ]);
  });

  test('submits a record, and approves it', async () => {
    const recordId = await opportunity(5_000);
    const submitted = await approval().submit(recordId, 'Please');
    expect(submitted).toEqual({
      actorIds: [expect.stringMatching(/^005/)],
      entityId: recordId,
      errors: null,
      instanceId: expect.stringMatching(/^04g/),
      instanceStatus: 'Pending',
      newWorkitemIds: await workItems(recordId),
      success: true,
    });
    const [workItem = ''] = await workItems(recordId);
    expect(await approval().approve(workItem, 'Fine')).toMatchObject({
      actorIds: null,
      entityId: recordId,
      instanceStatus: 'Approved',
      newWorkitemIds: [],
      success: true,
    });
    const steps = await connection.query('SELECT StepStatus, Comments FROM ProcessInstanceStep ORDER BY Id');
    expect(steps.records).toMatchObject([
      { StepStatus: 'Started', Comments: 'Please' },
      { StepStatus: 'Approved', Comments: 'Fine' },
    ]);
  });

  test('names the process and skips its entry criteria, and rejects', async () => {
    const recordId = await opportunity(1);
    const options = { processDefinitionNameOrId: 'Discount_Approval', skipEntryCriteria: true };
    expect(await approval().submit(recordId, '', options)).toMatchObject({ success: true });
    const [workItem = ''] = await workItems(recordId);
    expect(await approval().reject(workItem)).toMatchObject({ instanceStatus: 'Rejected', success: true });
    expect(await workItems(recordId)).toEqual([]);
  });

  test('gives each request of a call its own result', async () => {
    const [large, small] = [await opportunity(5_000), await opportunity(1)];
    const results = await approval().request([large, large, small].map((id) => approval().submit(id)) as never);
    const told = results.map((result) =>
      result.success ? result.entityId : (result.errors as { statusCode?: string }[])[0]?.statusCode,
    );
    expect(told.toSorted()).toEqual([large, 'ALREADY_IN_PROCESS', 'NO_APPLICABLE_PROCESS'].toSorted());
  });

  test('asks the next approver who is named, step by step', async () => {
    const recordId = await opportunity(2_000_000);
    await approval().submit(recordId);
    const [first = ''] = await workItems(recordId);
    expect(await approval().approve(first)).toMatchObject({
      success: false,
      errors: [{ fields: ['nextApproverIds'] }],
    });
    const approver = (await connection.query('SELECT Id FROM User WHERE IsActive = true ORDER BY Id')).records[0]?.Id;
    const options = { nextApproverIds: [approver] } as object;
    expect(await approval().approve(first, '', options)).toMatchObject({
      instanceStatus: 'Pending',
      actorIds: [approver],
    });
    const [second = ''] = await workItems(recordId);
    expect(second).not.toBe(first);
    expect(await approval().approve(second)).toMatchObject({ instanceStatus: 'Approved' });
  });
});
