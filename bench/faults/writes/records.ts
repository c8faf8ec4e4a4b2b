import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { COLLECTION, CONTACT, RECORD_BY_ID } from '../../cases/contacts';
import type { FaultKind, Target } from '../faults';
import { CONTACTS } from '../subjects';
import type { Wish } from '../wishes';
import {
  bulkTargets,
  LOOKUP,
  middleTargets,
  outcomesOfItems,
  readTimes,
  TIMES,
  type Way,
  type WriteCase,
} from './define';

export const EXTERNAL_ID: IDataObject = { __rl: true, mode: 'name', value: 'External_Id__c' };

const BY_EXTERNAL_ID: INodeParameters = {
  identifyBy: 'externalId',
  externalIdField: EXTERNAL_ID as INodeParameters,
  externalIdValue: '={{ $json.External_Id__c }}',
};

/** The input's own fields, less those that are none of Salesforce's to write. */
const MAPPED = {
  fields: { mappingMode: 'autoMapInputData', value: null },
  options: { ignoreUnknownFields: true },
} as unknown as INodeParameters;

interface RecordCase extends Pick<WriteCase, 'operation' | 'title'> {
  readonly method: string;
  readonly parameters: INodeParameters;
  readonly item: (wish: Wish) => IDataObject;
  /** Whether the node asks for the records' IDs first. */
  readonly looksUp?: true;
}

const RECORD_CASES: readonly RecordCase[] = [
  {
    title: 'Create',
    operation: 'create',
    method: 'POST',
    parameters: MAPPED,
    item: ({ key, value }) => ({ LastName: value, Title: key }),
  },
  {
    title: 'Update by ID',
    operation: 'update',
    method: 'PATCH',
    parameters: { ...RECORD_BY_ID, ...MAPPED },
    item: ({ id, value }) => ({ Id: id, LastName: value }),
  },
  {
    title: 'Update by external ID',
    operation: 'update',
    method: 'PATCH',
    parameters: { ...BY_EXTERNAL_ID, ...MAPPED },
    item: ({ key, value }) => ({ External_Id__c: key, LastName: value }),
    looksUp: true,
  },
  {
    title: 'Create or update by external ID',
    operation: 'upsert',
    method: 'PATCH',
    parameters: { ...BY_EXTERNAL_ID, ...MAPPED },
    item: ({ key, value }) => ({ External_Id__c: key, LastName: value, Title: key }),
  },
  {
    title: 'Delete',
    operation: 'delete',
    method: 'DELETE',
    parameters: RECORD_BY_ID,
    item: ({ id }) => ({ Id: id }),
  },
];

/** Of the answers to writes. */
export const UNTELLABLE = {
  // They answer in the order of the records, as documented; new records have no ID to compare.
  collections: ['otherOrder'],
  // Nobody keeps the answer to a write.
  oneByOne: ['sameAgain'],
} as const;

const ROWS_OF = { collections: COLLECTION, oneByOne: 1 } as const;

const WAYS: Readonly<Record<Exclude<Way, 'file'>, string>> = {
  collections: 'collections',
  oneByOne: 'one by one',
  bulk: 'Bulk',
};

function recordCase(
  { title, operation, method, parameters, item, looksUp }: RecordCase,
  way: Exclude<Way, 'file'>,
): WriteCase {
  const looksUpFirst = looksUp === true && way !== 'oneByOne';
  return {
    title: `${title}, ${WAYS[way]}`,
    subject: CONTACTS,
    operation,
    way,
    untellable: way === 'bulk' ? [] : UNTELLABLE[way],
    hidden: operation === 'create' && way !== 'bulk' ? TIMES * ROWS_OF[way] : 0,
    input: (wishes) => wishes.map(item),
    nodes: (salesforce) => [salesforce({ resource: 'record', operation, object: CONTACT, sendAs: way, ...parameters })],
    read: async (output) => outcomesOfItems(output),
    ...(looksUpFirst ? { looksUp } : {}),
    targets: (size, fault) => [
      ...(looksUpFirst ? [{ ...LOOKUP, ...readTimes(fault) }] : []),
      ...(way === 'bulk' ? bulkTargets(fault) : requestTargets(method, way, size, fault)),
    ],
  };
}

function requestTargets(method: string, way: 'collections' | 'oneByOne', size: number, fault: FaultKind): Target[] {
  const path = way === 'oneByOne' ? '/sobjects/Contact' : '/composite/sobjects';
  return middleTargets({ method, path }, ROWS_OF[way], size, fault);
}

export const RECORD_WRITES: readonly WriteCase[] = (['collections', 'oneByOne', 'bulk'] as const).flatMap((way) =>
  RECORD_CASES.map((what) => recordCase(what, way)),
);
