import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { COLLECTION, CONTACT, RECORD_BY_ID } from '../cases/contacts';
import { node } from '../n8n';
import type { Outcome } from './agreement';
import type { FaultKind, Target } from './faults';
import type { TrialOrg } from './org';
import type { Operation, Wish } from './wishes';

/** How many requests in collections go wrong, one after another. */
const TIMES = 2;

export type Way = 'bulk' | 'collections' | 'file' | 'oneByOne';

/** Items that a fault can leave uncertain where each was in one of these requests. */
export const HIDDEN_AT_MOST: Readonly<Partial<Record<Way, number>>> = {
  collections: TIMES * COLLECTION,
  oneByOne: TIMES,
};

/** A row of the table: everything there is to know of a way to write. */
export interface WriteCase {
  readonly title: string;
  readonly operation: Operation;
  readonly way: Way;
  readonly input: (wishes: readonly Wish[]) => IDataObject[];
  /** What happened before: gives the input, and what is still wished for. */
  readonly before?: (org: TrialOrg, wishes: readonly Wish[]) => Promise<Before>;
  /** Whether the node asks for the records' IDs first: where it is not told them, nothing is sent. */
  readonly looksUp?: true;
  /** One after another behind the input; the last is the one on trial. */
  readonly nodes: (salesforce: (parameters: INodeParameters) => INode) => INode[];
  /** One for each wish, in its place. */
  readonly read: (output: readonly INodeExecutionData[], wishes: readonly Wish[]) => Promise<(Outcome | undefined)[]>;
  /** The requests that it depends on, and which of each go wrong. */
  readonly targets: (size: number, fault: FaultKind) => Target[];
}

interface Before {
  readonly input: IDataObject[];
  readonly left: readonly Wish[];
}

const EXTERNAL_ID: IDataObject = { __rl: true, mode: 'name', value: 'External_Id__c' };

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
    item: ({ key, lastName }) => ({ LastName: lastName, Title: key }),
  },
  {
    title: 'Update by ID',
    operation: 'update',
    method: 'PATCH',
    parameters: { ...RECORD_BY_ID, ...MAPPED },
    item: ({ id, lastName }) => ({ Id: id, LastName: lastName }),
  },
  {
    title: 'Update by external ID',
    operation: 'update',
    method: 'PATCH',
    parameters: { ...BY_EXTERNAL_ID, ...MAPPED },
    item: ({ key, lastName }) => ({ External_Id__c: key, LastName: lastName }),
    looksUp: true,
  },
  {
    title: 'Create or update by external ID',
    operation: 'upsert',
    method: 'PATCH',
    parameters: { ...BY_EXTERNAL_ID, ...MAPPED },
    item: ({ key, lastName }) => ({ External_Id__c: key, LastName: lastName, Title: key }),
  },
  {
    title: 'Delete',
    operation: 'delete',
    method: 'DELETE',
    parameters: RECORD_BY_ID,
    item: ({ id }) => ({ Id: id }),
  },
];

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
    operation,
    way,
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

/** The first of the queries for the IDs that external IDs stand for. */
const LOOKUP: Target = { path: '/query\\?|/composite$' };

/** Those in the middle; a session that was just renewed does not expire again. */
function requestTargets(method: string, way: 'collections' | 'oneByOne', size: number, fault: FaultKind): Target[] {
  const [path, rows] = way === 'oneByOne' ? ['/sobjects/Contact', 1] : ['/composite/sobjects', COLLECTION];
  return middleTargets({ method, path }, rows, size, fault);
}

/** Of requests with so many rows each. */
function middleTargets(request: Target, rows: number, size: number, fault: FaultKind): Target[] {
  const skip = Math.floor(size / rows / 2);
  return [{ ...request, skip, times: expires(fault) ? 1 : TIMES }];
}

const expires = ({ happens }: FaultKind): boolean => happens?.expire === true;

/** More often than anything is asked for. */
const ALWAYS = 100_000;

/** How often it happens to requests that read. */
export function readTimes({ lasts }: FaultKind): Pick<Target, 'times'> {
  return lasts === true ? { times: ALWAYS } : {};
}

/** A job that says the same for ever never ends. */
export function lookTimes(fault: FaultKind): Pick<Target, 'times'> {
  return fault.happens?.lie === 'sameAgain' ? {} : readTimes(fault);
}

/** Each step of a job. */
function bulkTargets(fault: FaultKind): Target[] {
  const job = '/jobs/ingest/\\w+';
  // A job whose upload failed is aborted by the same kind of request that closes one.
  const aborts = expires(fault) ? 0 : 1;
  return [
    { method: 'POST', path: '/jobs/ingest$' },
    { method: 'PUT', path: `${job}/batches$` },
    { method: 'PATCH', path: `${job}$`, skip: aborts },
    { method: 'GET', path: `${job}$`, ...lookTimes(fault) },
    { method: 'GET', path: `${job}/successfulResults$`, ...readTimes(fault) },
    { method: 'GET', path: `${job}/failedResults$`, ...readTimes(fault) },
  ];
}

interface ItemOutput {
  readonly id?: unknown;
  readonly created?: boolean | null;
  readonly error?: { readonly errorCode?: string; readonly message?: string };
}

/** By the items that they are paired with; an item that has two has none. */
function outcomesOfItems(output: readonly INodeExecutionData[]): (Outcome | undefined)[] {
  return inPlaces(
    output.map(({ json, pairedItem }) => {
      const { id, created = false, error } = json as ItemOutput;
      return [(pairedItem as { item: number }).item, error === undefined ? { saved: { id, created } } : failure(error)];
    }),
  );
}

/** What the node says where it cannot know. */
export const OPEN_CODES: ReadonlySet<string | undefined> = new Set([
  'BULK_JOB_PENDING',
  'BULK_RESULTS_NOT_READ',
  'MAY_HAVE_BEEN_CREATED',
  'MAY_HAVE_RUN',
  'UNEXPECTED_ANSWER',
]);

function failure({ errorCode, message }: NonNullable<ItemOutput['error']>): Outcome {
  return OPEN_CODES.has(errorCode) ? { uncertain: true } : { failed: errorCode ?? message ?? '' };
}

function inPlaces(outcomes: readonly (readonly [place: number, outcome: Outcome])[]): (Outcome | undefined)[] {
  const places: (Outcome | undefined)[] = [];
  const seen = new Set<number>();
  for (const [place, outcome] of outcomes) {
    places[place] = seen.has(place) ? undefined : outcome;
    seen.add(place);
  }
  return places;
}

function csvOf(wishes: readonly Wish[], upsert: boolean): string {
  const columns = ['LastName', 'Title', ...(upsert ? ['External_Id__c'] : [])];
  return stringify([columns, ...wishes.map(({ key, lastName }) => [lastName, key, ...(upsert ? [key] : [])])]);
}

const INGEST: Readonly<Record<'create' | 'upsert', INodeParameters>> = {
  create: { ingestOperation: 'insert' },
  upsert: { ingestOperation: 'upsert', externalIdField: EXTERNAL_ID as INodeParameters },
};

function fileCase(title: string, operation: 'create' | 'upsert'): WriteCase {
  return {
    title,
    operation,
    way: 'file',
    input: (wishes) => [{ text: csvOf(wishes, operation === 'upsert') }],
    nodes: (salesforce) => [
      node('To File', 'n8n-nodes-base.convertToFile', 1.1, {
        operation: 'toText',
        sourceProperty: 'text',
        options: {},
      }),
      salesforce({ resource: 'bulk', operation: 'loadFile', object: CONTACT, ...INGEST[operation] }),
    ],
    read: outcomesOfFiles,
    targets: (_, fault) => bulkTargets(fault),
  };
}

function itemsCase(title: string, operation: 'create' | 'upsert'): WriteCase {
  return {
    title,
    operation,
    way: 'bulk',
    input: (wishes) =>
      wishes.map(({ key, lastName }) => ({
        LastName: lastName,
        Title: key,
        ...(operation === 'upsert' ? { External_Id__c: key } : {}),
      })),
    nodes: (salesforce) => [
      salesforce({ resource: 'bulk', operation: 'loadItems', object: CONTACT, ...INGEST[operation] }),
    ],
    read: async (output) => outcomesOfItems(output),
    targets: (_, fault) => bulkTargets(fault),
  };
}

const RETRY: WriteCase = {
  title: 'Retry failed rows',
  operation: 'create',
  way: 'file',
  input: () => [],
  before: async (org, wishes) => {
    const { id, left } = await org.loadHalf(csvOf(wishes, false), wishes);
    return { input: [{ jobId: id }], left };
  },
  nodes: (salesforce) => [salesforce({ resource: 'bulk', operation: 'retryFailed', jobId: '={{ $json.jobId }}' })],
  read: outcomesOfFiles,
  targets: (_, fault) => bulkTargets(fault),
};

/** A row has its outcome by being in one of the files; the summary counts them. */
async function outcomesOfFiles(
  output: readonly INodeExecutionData[],
  wishes: readonly Wish[],
): Promise<(Outcome | undefined)[]> {
  const [{ json = {}, binary = {} } = {}] = output;
  const { error } = json as ItemOutput;
  if (error !== undefined) return wishes.map(() => failure(error));
  const rowsOf = async (name: string, count: unknown): Promise<Record<string, string>[]> => {
    const file = binary[name];
    const rows: Record<string, string>[] =
      file === undefined ? [] : parse(await Container.get(BinaryDataService).getAsBuffer(file), { columns: true });
    if (rows.length !== count)
      throw new Error(`${rows.length} rows are in the file ${name} of ${JSON.stringify(json)}`);
    return rows;
  };
  const placeOf = new Map(wishes.map(({ key }, place) => [key, place]));
  const told = (row: Record<string, string>, outcome: Outcome): readonly [number, Outcome] => {
    const place = placeOf.get(row['Title'] ?? '');
    if (place === undefined) throw new Error(`No item is about this row of the results: ${JSON.stringify(row)}`);
    return [place, outcome];
  };
  const outcomes = inPlaces([
    ...(await rowsOf('successful', json['successful'])).map((row) =>
      told(row, { saved: { id: row['sf__Id'], created: row['sf__Created'] === 'true' } }),
    ),
    ...(await rowsOf('failed', json['failed'])).map((row) =>
      told(row, { failed: row['sf__Error']?.split(':', 1)[0] ?? '' }),
    ),
    ...(await rowsOf('unprocessed', json['unprocessed'])).map((row) => told(row, { failed: 'UNPROCESSED' })),
  ]);
  const untold = wishes.flatMap((_, place) => (outcomes[place] === undefined ? [place] : []));
  if (untold.length === json['unknown']) for (const place of untold) outcomes[place] = { uncertain: true };
  return outcomes;
}

/** Runs of an action that creates a record; it says so by giving the record's ID. */
function runCase(way: 'collections' | 'oneByOne'): WriteCase {
  const itemsPerRequest = way === 'oneByOne' ? 1 : COLLECTION;
  return {
    title: `Run an action, ${itemsPerRequest} a request`,
    operation: 'create',
    way,
    input: (wishes) => wishes.map(({ key, lastName }) => ({ LastName: lastName, Title: key })),
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

export const CASES: readonly WriteCase[] = [
  ...(['collections', 'oneByOne', 'bulk'] as const).flatMap((way) => RECORD_CASES.map((what) => recordCase(what, way))),
  itemsCase('Load items, insert', 'create'),
  itemsCase('Load items, upsert', 'upsert'),
  fileCase('Load a CSV, insert', 'create'),
  fileCase('Load a CSV, upsert', 'upsert'),
  runCase('collections'),
  runCase('oneByOne'),
  RETRY,
];
