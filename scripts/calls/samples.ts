import { idOf } from '../../simulator/data/ids';
import { SAMPLES, type Sample } from '../schemas/samples';

const CONTACT = { object: { __rl: true, mode: 'name', value: 'Contact' } };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const GET_LIMITS = { method: 'GET', path: 'limits' };
/** The first list view of contacts. */
const LIST_VIEW = '00B8d0003000001';

/** Where the run that shows what an operation returns is not one for many items, or there is none. */
const FOR_CALLS: readonly Sample[] = [
  {
    resource: 'record',
    operation: 'merge',
    parameters: { ...CONTACT, recordId: byId('={{ $json.id }}'), duplicateIds: '={{ $json.duplicate }}' },
    items: Array.from({ length: 1_100 }, (_, i) => ({ id: idOf('003', 2 * i + 1), duplicate: idOf('003', 2 * i + 2) })),
  },
  {
    resource: 'apex',
    operation: 'callRest',
    parameters: { method: 'POST', path: 'Account/', bodyType: 'json', jsonBody: '{ "name": "Acme" }' },
  },
  {
    resource: 'graphql',
    operation: 'run',
    parameters: { graphqlQuery: 'query { uiapi { query { Account(first: 5) { edges { node { Id } } } } } }' },
  },
  { resource: 'listView', operation: 'getRecords', parameters: { ...CONTACT, listViewId: byId(LIST_VIEW) } },
  { resource: 'report', operation: 'run', parameters: { report: byId(idOf('00O', 1)) } },
  { resource: 'request', operation: 'send', parameters: GET_LIMITS },
  { resource: 'request', operation: 'sendMany', parameters: GET_LIMITS },
  {
    resource: 'request',
    operation: 'sendGraph',
    parameters: {
      graphOf: 'eachItem',
      nodes: JSON.stringify([
        { method: 'POST', path: 'sobjects/Account', referenceId: 'account', body: { Name: 'Graph' } },
      ]),
    },
  },
];

/** The run that shows what an operation costs. */
export function sampleOf(resource: string, operation: string): Sample {
  const found = [...FOR_CALLS, ...SAMPLES].find(
    (sample) => sample.resource === resource && sample.operation === operation,
  );
  if (found === undefined) throw new Error(`There is no sample of ${resource} ${operation}.`);
  return found;
}
