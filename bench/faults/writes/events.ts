import { AUTO_MAP, COLLECTION } from '../../cases/contacts';
import { EVENTS } from '../subjects';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';
import { UNTELLABLE } from './records';

export const PUBLISH: WriteCase = {
  title: 'Publish events',
  subject: EVENTS,
  operation: 'create',
  way: 'collections',
  hidden: TIMES * COLLECTION,
  untellable: UNTELLABLE.collections,
  input: (wishes) => wishes.map(({ key, value }) => ({ Order_Number__c: key, Note__c: value })),
  nodes: (salesforce) => [
    salesforce({
      resource: 'event',
      operation: 'publish',
      object: { __rl: true, mode: 'name', value: EVENTS.object },
      ...AUTO_MAP,
    }),
  ],
  read: async (output) =>
    outcomesOfItems(
      output.map((item) => ({
        ...item,
        json: { ...item.json, id: item.json['eventUuid'], created: item.json['queued'] },
      })),
    ),
  targets: (size, fault) => middleTargets({ method: 'POST', path: '/composite/sobjects' }, COLLECTION, size, fault),
};
