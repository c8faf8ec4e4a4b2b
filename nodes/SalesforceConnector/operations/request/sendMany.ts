import type { IDataObject } from 'n8n-workflow';

import { checkSubrequest, sendBatches, type Subanswer, type Subrequest } from '../../../../salesforce/requests/batch';
import { mayWrite, methodProperty, readSubrequest, subrequestProperties } from '../../fields/request';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups, type ItemRow } from '../writeInGroups';
import { elementsOf, itemOf } from './items';

const methodInBatch = methodProperty(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);

export const requestSendMany: BatchOperation = {
  value: 'sendMany',
  name: 'Send Many',
  action: 'Send many requests',
  description:
    'Send a request of the data API for each item, 25 in a call (composite batch). Each has its own outcome.',
  properties: subrequestProperties(methodInBatch),
  saves: mayWrite,
  batch: writeInGroups<undefined, Subrequest, Subanswer>({
    objectOf: () => undefined,
    read: readRow,
    write: (org, _, rows) => sendBatches(org, rows),
    toJson: ({ body }) => itemsIn(body),
  }),
};

function readRow(org: NodeOrg, item: Item): ItemRow<undefined, Subrequest> {
  const row = { index: item.index, ...readSubrequest(org, item, methodInBatch) };
  checkSubrequest(org, row.path);
  return { row, group: '', common: () => undefined };
}

function itemsIn(body: unknown): IDataObject[] {
  return body === null || body === undefined || body === '' ? [{}] : elementsOf(body).map(itemOf);
}
