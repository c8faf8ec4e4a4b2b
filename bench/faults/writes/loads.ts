import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { CONTACT } from '../../cases/contacts';
import { node } from '../../n8n';
import type { Outcome } from '../agreement';
import { LOCKED, type FaultKind } from '../faults';
import { CONTACTS } from '../subjects';
import type { Operation, Wish } from '../wishes';
import { bulkTargets, failure, inPlaces, outcomesOfItems, type ItemOutput, type WriteCase } from './define';
import { EXTERNAL_ID } from './records';

/** A row as a load has it: whatever tells its record apart, and what is to be written. */
const ROWS: Readonly<Record<Operation, (wish: Wish) => Record<string, string>>> = {
  create: ({ key, value }) => ({ LastName: value, Title: key }),
  delete: ({ id = '' }) => ({ Id: id }),
  update: ({ id = '', key, value }) => ({ Id: id, LastName: value, Title: key }),
  upsert: ({ key, value }) => ({ External_Id__c: key, LastName: value, Title: key }),
};

const csvOf = (wishes: readonly Wish[], operation: Operation): string =>
  stringify(wishes.map(ROWS[operation]), { header: true });

const LOADED = { subject: CONTACTS, hidden: 0, targets: (_: number, fault: FaultKind) => bulkTargets(fault) } as const;

const nameOf = (operation: Operation): string => (operation === 'create' ? 'insert' : operation);

const ingest = (operation: Operation): INodeParameters => ({
  ingestOperation: nameOf(operation),
  ...(operation === 'upsert' ? { externalIdField: EXTERNAL_ID as INodeParameters } : {}),
});

const fileCase = (operation: Operation): WriteCase => ({
  ...LOADED,
  title: `Load a CSV, ${nameOf(operation)}`,
  operation,
  way: 'file',
  leavesToUser: [LOCKED],
  input: (wishes) => [{ text: csvOf(wishes, operation) }],
  nodes: (salesforce) => [
    node('To File', 'n8n-nodes-base.convertToFile', 1.1, {
      operation: 'toText',
      sourceProperty: 'text',
      options: {},
    }),
    salesforce({ resource: 'bulk', operation: 'loadFile', object: CONTACT, ...ingest(operation) }),
  ],
  read: outcomesOfFiles,
});

const itemsCase = (operation: Operation): WriteCase => ({
  ...LOADED,
  title: `Load items, ${nameOf(operation)}`,
  operation,
  way: 'bulk',
  input: (wishes) => wishes.map(ROWS[operation]),
  nodes: (salesforce) => [
    salesforce({ resource: 'bulk', operation: 'loadItems', object: CONTACT, ...ingest(operation) }),
  ],
  read: async (output) => outcomesOfItems(output),
});

const retryCase: WriteCase = {
  ...LOADED,
  title: 'Retry failed rows',
  operation: 'create',
  way: 'file',
  leavesToUser: [LOCKED],
  looksUp: true,
  input: () => [],
  before: async (org, wishes) => {
    const { id, left } = await org.loadHalf(csvOf(wishes, 'create'), wishes);
    return { input: [{ jobId: id }], left };
  },
  nodes: (salesforce) => [salesforce({ resource: 'bulk', operation: 'retryFailed', jobId: '={{ $json.jobId }}' })],
  read: outcomesOfFiles,
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
  const placeOf = new Map(
    wishes.flatMap(({ key, id = key }, place) => [key, id].map((name) => [name, place] as const)),
  );
  const told = (row: Record<string, string>, outcome: Outcome): readonly [number, Outcome] => {
    const place = placeOf.get(row['Title'] ?? row['Id'] ?? '');
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

const OPERATIONS = ['create', 'upsert', 'update', 'delete'] as const;

export const LOADS: readonly WriteCase[] = [...OPERATIONS.map(itemsCase), ...OPERATIONS.map(fileCase), retryCase];
