import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Outcome } from '../agreement';
import { BUSY, LOCKED } from '../faults';
import { CONTACTS } from '../subjects';
import { BEFORE, type Operation, type Wish } from '../wishes';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';

/** A request of the REST API that does what is wished for. */
interface ContactRequest {
  readonly method: string;
  readonly of: (wish: Wish) => { readonly path: string; readonly jsonBody?: IDataObject };
}

const PATH = 'sobjects/Contact';

type RequestOperation = Exclude<Operation, 'upsert'>;

const REQUESTS: Readonly<Record<RequestOperation, ContactRequest>> = {
  create: { method: 'POST', of: ({ key, value }) => ({ path: PATH, jsonBody: { LastName: value, Title: key } }) },
  delete: { method: 'DELETE', of: ({ id }) => ({ path: `${PATH}/${id}` }) },
  update: { method: 'PATCH', of: ({ id, value }) => ({ path: `${PATH}/${id}`, jsonBody: { LastName: value } }) },
};

/** How many requests go in one, and what carries them. */
interface RequestCarrier {
  readonly operation: 'send' | 'sendMany';
  readonly title: string;
  readonly rows: number;
  readonly path?: string;
  readonly leavesToUser: readonly string[];
}

const SEND: RequestCarrier = { operation: 'send', title: 'Send a request', rows: 1, leavesToUser: [BUSY, LOCKED] };
const SEND_MANY: RequestCarrier = {
  operation: 'sendMany',
  title: 'Send many requests',
  rows: 25,
  path: '/composite/batch$',
  leavesToUser: [LOCKED],
};

function requestCase(carrier: RequestCarrier, operation: RequestOperation): WriteCase {
  const { operation: sends, title, rows, path, leavesToUser } = carrier;
  const { method, of } = REQUESTS[operation];
  const target = path === undefined ? { method, path: '/sobjects/Contact' } : { method: 'POST', path };
  const parameters = {
    resource: 'request',
    operation: sends,
    method,
    path: '={{ $json.path }}',
    ...(operation === 'delete' ? {} : { bodyType: 'json', jsonBody: '={{ $json.jsonBody }}' }),
  };
  return {
    title: `${title}, ${method}`,
    subject: CONTACTS,
    operation,
    way: rows === 1 ? 'oneByOne' : 'collections',
    hidden: TIMES * rows,
    leavesToUser,
    // Nobody keeps the answer to a write; answers in a batch are in the order of its requests, as documented.
    untellable: ['otherOrder', 'sameAgain'],
    input: (wishes) => wishes.map(of),
    nodes: (salesforce) => [salesforce(parameters)],
    read: async (output, wishes) => outcomesOfItems(output.map((item) => asSaved(item, wishes))).map(ofNoRecord),
    targets: (size, fault) => middleTargets(target, rows, size, fault),
  };
}

/** The answer to a request that changes a record has no body, and so no ID. */
function asSaved(item: INodeExecutionData, wishes: readonly Wish[]): INodeExecutionData {
  const { id } = wishes[(item.pairedItem as { item: number }).item] ?? {};
  const json = id === undefined ? { ...item.json, created: item.json['success'] ?? false } : { id, ...item.json };
  return { ...item, json };
}

/** An answer without an ID, such as an empty one, tells nothing of a record that was made. */
function ofNoRecord(outcome: Outcome | undefined): Outcome | undefined {
  return outcome !== undefined && 'saved' in outcome && outcome.saved.id === undefined ? { uncertain: true } : outcome;
}

/** Graphs in one request. */
const GRAPHS = 75;

/** A record that is made and then changed: where only half of it was done, it is not as wished for. */
const graphOf = ({ key, value }: Wish): IDataObject[] => [
  { referenceId: 'made', method: 'POST', path: PATH, body: { LastName: BEFORE, Title: key } },
  { referenceId: 'changed', method: 'PATCH', path: `${PATH}/@{made.id}`, body: { LastName: value } },
];

const GRAPH: WriteCase = {
  title: 'Send graphs',
  subject: CONTACTS,
  operation: 'create',
  way: 'collections',
  hidden: TIMES * GRAPHS,
  leavesToUser: [LOCKED],
  input: (wishes) => wishes.map((wish) => ({ nodes: graphOf(wish) })),
  nodes: (salesforce) => [
    salesforce({
      resource: 'request',
      operation: 'sendGraph',
      graphOf: 'eachItem',
      nodes: '={{ $json.nodes }}',
    } as INodeParameters),
  ],
  read: async (output) => outcomesOfGraphs(output),
  targets: (size, fault) => middleTargets({ method: 'POST', path: '/composite/graph$' }, GRAPHS, size, fault),
};

/** By the nodes that make a record. */
function outcomesOfGraphs(output: readonly INodeExecutionData[]): (Outcome | undefined)[] {
  const first = output.filter(({ json }) => json['referenceId'] !== 'changed');
  return outcomesOfItems(
    first.map((item) => {
      const { id, success } = (item.json['body'] ?? {}) as IDataObject;
      return item.json['error'] === undefined ? { ...item, json: { id, created: success } } : item;
    }),
  );
}

const METHODS_TRIED = ['create', 'update', 'delete'] as const;

export const REQUEST_WRITES: readonly WriteCase[] = [
  ...METHODS_TRIED.map((operation) => requestCase(SEND, operation)),
  ...METHODS_TRIED.map((operation) => requestCase(SEND_MANY, operation)),
  GRAPH,
];
