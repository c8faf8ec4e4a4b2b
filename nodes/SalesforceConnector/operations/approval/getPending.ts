import type { IDataObject } from 'n8n-workflow';

import { pendingOfRecords, pendingOfUser } from '../../../../salesforce/approvals/workItems';
import { asError, isRecord } from '../../../../salesforce/errors';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { pendingProperties, readPendingFor } from '../../fields/approval';
import { limitProperties, readLimit } from '../../fields/limit';
import { objectToCheckIds } from '../../fields/object';
import { readOwnRecordId } from '../../fields/recordId';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { Outcome } from '../../host/outcome';
import type { BatchOperation } from '../define';

export const approvalGetPending: BatchOperation = {
  value: 'getPending',
  name: 'Get Pending',
  action: 'Get pending approval requests',
  description: 'Get the approval requests that are pending for a record, or that wait for the signed-in user',
  properties: [...pendingProperties, ...limitProperties],
  options: [simplifyOutput],
  batch: async (org, items) => {
    const wanted: (WantedPending | { readonly error: Error })[] = [];
    for (const item of items)
      wanted.push(await readWantedPending(org, item).catch((error) => ({ error: asError(error) })));
    const recordIds = wanted.flatMap((one) => ('recordId' in one && one.recordId !== undefined ? [one.recordId] : []));
    const ofRecords = await pendingOfRecords(org, [...new Set(recordIds)]);
    const ofUser = new Map<number | undefined, Promise<Error | readonly SalesforceRecord[]>>();
    const pendingOf = async ({ recordId, limit }: WantedPending): Promise<Error | readonly SalesforceRecord[]> => {
      if (recordId !== undefined) return ofRecords.get(recordId) ?? [];
      const pending = ofUser.get(limit) ?? waitingForUser(org, limit);
      ofUser.set(limit, pending);
      return await pending;
    };
    return await Promise.all(
      wanted.map(async (one): Promise<Outcome> => {
        if ('error' in one) return one;
        const pending = await pendingOf(one);
        if (pending instanceof Error) return { error: pending };
        return {
          json: pending.slice(0, one.limit).map((row) => (one.isSimple ? shownPending(row) : row) as IDataObject),
        };
      }),
    );
  },
};

/** Of a record, or without one of the signed-in user. */
interface WantedPending {
  readonly recordId: string | undefined;
  readonly limit: number | undefined;
  readonly isSimple: boolean;
}

async function readWantedPending(org: NodeOrg, item: Item): Promise<WantedPending> {
  const rest = { limit: item.shared(readLimit), isSimple: item.shared(readSimplify) };
  if (item.shared(readPendingFor) === 'user') return { recordId: undefined, ...rest };
  const object = objectToCheckIds(item);
  const described = object === undefined ? undefined : await org.describe.object(object);
  return { recordId: readOwnRecordId(item, described), ...rest };
}

async function waitingForUser(org: NodeOrg, limit: number | undefined): Promise<Error | readonly SalesforceRecord[]> {
  return await org.describe
    .userId()
    .then((userId) => pendingOfUser(org, userId, limit))
    .catch(asError);
}

/** On one level, with the names of who and what it is about. */
function shownPending(row: SalesforceRecord): IDataObject {
  const instance = parentOfRow(row, 'ProcessInstance');
  const target = parentOfRow(instance, 'TargetObject');
  const process = parentOfRow(instance, 'ProcessDefinition');
  return {
    workItemId: row['Id'],
    recordId: instance['TargetObjectId'],
    recordName: target['Name'] ?? null,
    object: target['Type'] ?? null,
    approverId: row['ActorId'],
    approverName: parentOfRow(row, 'Actor')['Name'] ?? null,
    originalApproverId: row['OriginalActorId'],
    process: process['DeveloperName'] ?? null,
    processName: process['Name'] ?? null,
    submittedById: instance['SubmittedById'],
    submittedByName: parentOfRow(instance, 'SubmittedBy')['Name'] ?? null,
    requestedAt: row['CreatedDate'],
    instanceId: row['ProcessInstanceId'],
  } as IDataObject;
}

/** What a row has of a parent; nothing of a parent that is not there. */
function parentOfRow(row: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const parent = row[name];
  return isRecord(parent) ? parent : {};
}
