import type { IDataObject } from 'n8n-workflow';

import { ourNode } from '../n8n';
import { API_CALLS, AUTO_MAP, collections, ours } from './contacts';
import { wall, type Case, type Task } from './define';

const EVENT = 'Order_Event__e';

const events = ({ size }: Task): IDataObject[] =>
  Array.from({ length: size }, (_, index) => ({
    Order_Number__c: `A-${index}`,
    Amount__c: index / 100,
    Has_Shipped__c: index % 2 === 0,
    Note__c: `Order ${index} is on its way`,
  }));

const floor = collections(events, (http, records) =>
  http.post('composite/sobjects', {
    allOrNone: false,
    records: records.map((record) => ({ attributes: { type: EVENT }, ...record })),
  }),
);

export const publish: Case = {
  title: 'Publish 10,000 events',
  size: 10_000,
  warm: 10_000,
  orgSize: () => 0,
  sides: {
    floor,
    ours: ours(
      events,
      ourNode({
        resource: 'event',
        operation: 'publish',
        object: { __rl: true, mode: 'name', value: EVENT },
        ...AUTO_MAP,
      }),
    ),
  },
  // n8n's own node publishes none.
  bars: [wall(1.3), API_CALLS],
};
