import type { INodeParameters } from 'n8n-workflow';

import { COLLECTION } from '../../cases/contacts';
import { CONTACTS } from '../subjects';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';
import { UNTELLABLE } from './records';

/** Runs of an action that creates a record; it says so by giving the record's ID. */
function runCase(way: 'collections' | 'oneByOne'): WriteCase {
  const itemsPerRequest = way === 'oneByOne' ? 1 : COLLECTION;
  return {
    title: `Run an action, ${itemsPerRequest} a request`,
    subject: CONTACTS,
    operation: 'create',
    way,
    hidden: TIMES * itemsPerRequest,
    untellable: UNTELLABLE[way],
    input: (wishes) => wishes.map(({ key, value }) => ({ LastName: value, Title: key })),
    nodes: (salesforce) => [
      salesforce({
        resource: 'action',
        operation: 'run',
        actionType: 'quickAction',
        actionName: { __rl: true, mode: 'name', value: 'NewContact' },
        inputs: { mappingMode: 'autoMapInputData', value: null },
        options: { itemsPerRequest },
      } as unknown as INodeParameters),
    ],
    read: async (output) =>
      outcomesOfItems(
        output.map((item) => ({ ...item, json: { ...item.json, created: item.json['isSuccess'] ?? false } })),
      ),
    targets: (size, fault) => middleTargets({ method: 'POST', path: '/actions/custom/' }, itemsPerRequest, size, fault),
  };
}

export const ACTION_WRITES: readonly WriteCase[] = [runCase('collections'), runCase('oneByOne')];
