import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { COLLECTION } from '../../cases/contacts';
import type { FaultKind, Target } from '../faults';
import { APPROVED, insertDeal, SUBMITTED } from '../subjects';
import { LOOKUP, middleTargets, outcomesOfItems, readTimes, TIMES, type WriteCase } from './define';

/** Results are told apart by their records, so that none of the lies about lists can be believed. */
const TOGETHER = { way: 'collections', hidden: TIMES * COLLECTION } as const;

const parameters = (operation: string): INodeParameters =>
  ({
    resource: 'approval',
    operation,
    object: { __rl: true, mode: 'name', value: 'Opportunity' },
    recordId: { __rl: true, mode: 'id', value: '={{ $json.recordId }}' },
  }) as unknown as INodeParameters;

const targetsOf = (size: number, fault: FaultKind): Target[] =>
  middleTargets({ method: 'POST', path: '/process/approvals$' }, COLLECTION, size, fault);

const ofInstance =
  (created: boolean) =>
  (item: INodeExecutionData): INodeExecutionData => ({
    ...item,
    json: { ...item.json, id: item.json['instanceId'], created },
  });

const submitCase: WriteCase = {
  ...TOGETHER,
  title: 'Submit for approval',
  subject: SUBMITTED,
  operation: 'create',
  input: (wishes, org) => wishes.map((wish) => ({ recordId: insertDeal(org, wish) })),
  nodes: (salesforce) => [salesforce(parameters('submit'))],
  read: async (output) => outcomesOfItems(output.map(ofInstance(true))),
  targets: targetsOf,
};

const approveCase: WriteCase = {
  ...TOGETHER,
  title: 'Approve',
  subject: APPROVED,
  operation: 'update',
  looksUp: true,
  input: (wishes, org) => {
    const items = new Map(org.rows('ProcessInstanceWorkitem').map((row) => [row['ProcessInstanceId'], row['Id']]));
    return wishes.map(({ id, bad }) => ({
      recordId: String(org.row('ProcessInstance', id)['TargetObjectId']),
      // Somebody else's request is answered only if it is named.
      workItemId: bad ? String(items.get(id ?? '')) : '',
    }));
  },
  nodes: (salesforce) => [salesforce({ ...parameters('approve'), options: { workItemId: '={{ $json.workItemId }}' } })],
  read: async (output) => outcomesOfItems(output.map(ofInstance(false))),
  targets: (size, fault) => [{ ...LOOKUP, ...readTimes(fault) }, ...targetsOf(size, fault)],
};

export const APPROVAL_WRITES: readonly WriteCase[] = [submitCase, approveCase];
