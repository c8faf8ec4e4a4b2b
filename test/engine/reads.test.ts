import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BinaryDataService } from 'n8n-core';
import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import type { IBinaryData, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import { adminWrite } from '../../simulator/data/adminWrite';
import { JWT, orgWithCredentials, PACKAGE, record, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';
import { quickPauses } from '../support/quickPauses';
import { until } from '../support/until';

quickPauses(5_000);

const CONTACTS = 7000;
const PAGES = 4;
const ALL = 'SELECT Id, LastName, Account.Name FROM Contact';

let engine: Engine;
let signed: Signed;
let ids: readonly string[];

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine, { size: CONTACTS });
  const { store } = signed.org.org;
  const contact = store.schema.object('Contact');
  if (contact === undefined) throw new Error('The org has no contacts.');
  ids = [...store.rows(contact, { includeDeleted: false })].map((row) => String(row['Id'])).toSorted();
});

afterEach(async () => {
  await signed.control.clearFaults();
  await signed.control.post('choices', { shortPages: true });
});

/** Pages as long as asked for, where requests are counted. */
const wholePages = () => signed.control.post('choices', { shortPages: false });

afterAll(async () => {
  await signed.org.close();
  engine.close();
});

function soql(query: string, parameters: INodeParameters = {}, credential: CredentialId = JWT): INode {
  return salesforce('Query', credential, { resource: 'query', operation: 'soql', soql: query, ...parameters });
}

function run(...nodes: INode[]): Promise<RunResult> {
  return engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials, input: [{}] });
}

/** Requests for queries and their pages while something is done. */
async function queriesDuring(work: () => Promise<unknown>): Promise<number> {
  const count = async (): Promise<number> => {
    const { byKind } = await signed.control.stats();
    return (byKind['GET query'] ?? 0) + (byKind['GET queryAll'] ?? 0);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

const outputOf = ({ error, nodes }: RunResult): IDataObject[] => {
  expect(error).toBeUndefined();
  return itemsOf({ nodes }, 'Query') as IDataObject[];
};

const fileOf = ({ nodes }: RunResult, property = 'data'): IBinaryData | undefined =>
  nodes.get('Query')?.outputs[0]?.[0]?.binary?.[property];

async function textOf(file: IBinaryData | undefined): Promise<string> {
  if (file === undefined) throw new Error('There is no file.');
  return (await Container.get(BinaryDataService).getAsBuffer(file)).toString();
}

const sorted = (records: readonly IDataObject[]): string[] => records.map(({ Id }) => String(Id)).toSorted();

const toFile = (format: string, more: INodeParameters = {}): INodeParameters => ({
  output: 'file',
  fileFormat: format,
  ...more,
});

/** Ends every session while the third page of a query is under way. */
async function runThroughExpiry(query: INode): Promise<RunResult> {
  const asked = async (): Promise<number> => (await signed.control.stats()).byKind['GET query'] ?? 0;
  const before = await asked();
  await signed.control.faults({ path: '/query/0r8', skip: 1, slow: 500 });
  const running = run(query);
  let isRunning = true;
  void running.finally(() => {
    isRunning = false;
  });
  await until(async () => !isRunning || (await asked()) - before >= 3);
  if (!isRunning) throw new Error('The run was over before its session could end.');
  await signed.control.post('sessions', { expire: true });
  return await running;
}

describe('A query of several pages', () => {
  test('gives every row once, by as many requests as it has pages', async () => {
    await wholePages();
    let rows: IDataObject[] = [];
    const requests = await queriesDuring(async () => {
      rows = outputOf(await run(soql(ALL)));
    });
    expect(requests).toBe(PAGES);
    expect(sorted(rows)).toEqual(ids);
    expect(rows[0]).toEqual({ Id: ids[0], LastName: expect.any(String), Account: { Name: expect.any(String) } });
  });

  test('is not read further than its limit', async () => {
    await wholePages();
    const getMany = { ...record('getAll', 'Contact', { limit: 2500, fieldsToReturn: ['LastName'] }) };
    let rows: IDataObject[] = [];
    const requests = await queriesDuring(async () => {
      rows = outputOf(await run(salesforce('Query', JWT, getMany)));
    });
    expect([rows.length, requests]).toEqual([2500, 2]);
  });

  test('is read through answers of 503 and a cut connection', async () => {
    await signed.control.faults(
      { path: '/query/0r8', status: 503, body: '' },
      { path: '/query/0r8', skip: 1, cut: 'after' },
    );
    expect(sorted(outputOf(await run(soql(ALL))))).toEqual(ids);
    expect((await signed.control.stats()).faults).toBeGreaterThanOrEqual(2);
  });

  test('counts, groups and subqueries come as they always did', async () => {
    expect(outputOf(await run(soql('SELECT COUNT() FROM Contact')))).toEqual([{ count: CONTACTS }]);
    expect(outputOf(await run(soql('SELECT COUNT(Id) FROM Contact')))).toEqual([{ expr0: CONTACTS }]);
    const accounts = outputOf(await run(soql('SELECT Id, (SELECT Id FROM Contacts) FROM Account')));
    const children = accounts.flatMap(({ Contacts }) => (Contacts ?? []) as IDataObject[]);
    expect(sorted(children)).toEqual(
      sorted(outputOf(await run(soql('SELECT Id FROM Contact WHERE AccountId != null')))),
    );
  });

  test('that Salesforce refuses fails in its words about the query as it is written', async () => {
    const { error } = await run(soql('SELECT Nope FROM Contact'));
    expect(error?.message).toMatch(/No such column 'Nope'[^]*\(INVALID_FIELD\) \[item 0\]/);
  });
});

test('A query gives every row once in pages of any length, and no more than its limit', async () => {
  expect(sorted(outputOf(await run(soql(ALL))))).toEqual(ids);
  const getMany = { ...record('getAll', 'Contact', { limit: 2500, fieldsToReturn: ['LastName'] }) };
  expect(outputOf(await run(salesforce('Query', JWT, getMany)))).toHaveLength(2500);
});

describe('A session that ends in the middle of a query', () => {
  test.each([
    ['JWT bearer', JWT],
    ['web server flow', WEB],
  ] as const)('costs two requests more, by %s, and no row comes twice', async (_, credential) => {
    await wholePages();
    // Signed in anew, whatever ended the session before.
    await run(soql('SELECT Id FROM Contact LIMIT 1', {}, credential));
    let rows: IDataObject[] = [];
    const requests = await queriesDuring(async () => {
      rows = outputOf(await runThroughExpiry(soql(ALL, {}, credential)));
    });
    expect(rows.map(({ Id }) => Id)).toEqual(ids);
    // The 401, and the locator that the renewed session does not know.
    expect(requests).toBe(PAGES + 2);
  });

  test('gives every row once where pages are of any length', async () => {
    expect(outputOf(await runThroughExpiry(soql(ALL))).map(({ Id }) => Id)).toEqual(ids);
  });

  test('reads a query with an order of its own from the beginning', async () => {
    const rows = outputOf(await runThroughExpiry(soql(`${ALL} ORDER BY LastName DESC, Id`)));
    expect(sorted(rows)).toEqual(ids);
    expect(rows.map(({ LastName }) => String(LastName).toLowerCase())).toEqual(
      rows
        .map(({ LastName }) => String(LastName).toLowerCase())
        .toSorted()
        .toReversed(),
    );
  });

  test.each([ALL, `${ALL} ORDER BY LastName`])('leaves no row twice in a file: %s', async (query) => {
    const result = await runThroughExpiry(soql(query, toFile('csv')));
    expect(outputOf(result)).toEqual([{ fileName: 'records.csv', rows: CONTACTS }]);
    const rows: IDataObject[] = parse(await textOf(fileOf(result)), { columns: true });
    expect(sorted(rows)).toEqual(ids);
  });
});

describe('A file', () => {
  test('holds the rows as CSV, and n8n’s own node reads it', async () => {
    const query = soql(ALL, toFile('csv', { fileName: 'people', binaryPropertyName: 'people' }));
    const extract = node('Extract', 'extractFromFile', 1, {
      operation: 'csv',
      binaryPropertyName: 'people',
      options: {},
    });
    const result = await run(query, extract);
    expect(outputOf(result)).toEqual([{ fileName: 'people.csv', rows: CONTACTS }]);
    expect(fileOf(result, 'people')).toMatchObject({
      fileName: 'people.csv',
      fileExtension: 'csv',
      mimeType: 'text/csv',
    });
    const rows = itemsOf(result, 'Extract') as IDataObject[];
    expect(Object.keys(rows[0] ?? {})).toEqual(['Id', 'LastName', 'Account.Name']);
    expect(sorted(rows)).toEqual(ids);
  });

  test('holds the rows as JSON Lines, of Get Many too', async () => {
    const getMany = record('getAll', 'Contact', {
      returnAll: true,
      fieldsToReturn: ['LastName'],
      moreFields: 'Account.Name',
      ...toFile('jsonl'),
    });
    const result = await run(salesforce('Query', JWT, getMany));
    expect(outputOf(result)).toEqual([{ fileName: 'records.jsonl', rows: CONTACTS }]);
    const lines = (await textOf(fileOf(result))).trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as IDataObject);
    expect(sorted(rows)).toEqual(ids);
    expect(Object.keys(rows[0] ?? {})).toEqual(['Id', 'LastName', 'Account']);
  });

  test('that cannot hold the rows is refused before anything is sent', async () => {
    const requests = await queriesDuring(async () => {
      const { error } = await run(soql('SELECT Id, (SELECT Id FROM Contacts) FROM Account', toFile('csv')));
      expect(error).toMatchObject({
        itemIndex: 0,
        message: expect.stringMatching(/^A CSV file has one row for each record/),
      });
    });
    expect(requests).toBe(0);
  });
});

describe('Get Updated and Get Deleted', () => {
  const BETWEEN = { start: '={{ $now.minus(1, "hour").toISO() }}', end: '={{ $now.plus(5, "minutes").toISO() }}' };

  function changed(operation: string, parameters: INodeParameters): INode {
    return salesforce('Changed', JWT, record(operation, 'Contact', { ...BETWEEN, ...parameters } as INodeParameters));
  }

  /** Updates contacts. */
  function touch(some: readonly string[]): void {
    const { store, clock } = signed.org.org;
    const contact = store.schema.object('Contact');
    for (const id of some)
      if (contact !== undefined) store.update(contact, id, { Title: 'Touched' }, adminWrite(clock));
  }

  test('give all records of a time range, loaded with a query for each 2,000', async () => {
    await wholePages();
    touch(ids.slice(0, 2500));
    const node = changed('getUpdated', { returnAll: true, fieldsToReturn: ['LastName'] });
    let result: RunResult | undefined;
    const queries = await queriesDuring(async () => (result = await run(node)));
    const output = result === undefined ? [] : (itemsOf(result, 'Changed') as IDataObject[]);
    expect(output.map(({ Id }) => String(Id)).toSorted()).toEqual(ids.slice(0, 2500));
    // 2,000 and 500, the first of them in a page or little more.
    expect(queries).toBeLessThanOrEqual(3);
  });

  test('say up to when nothing is missing, where nothing was deleted too', async () => {
    const result = await run(changed('getDeleted', { changedOutput: 'list' }));
    expect(itemsOf(result, 'Changed')).toEqual([
      {
        deletedRecords: [],
        earliestDateAvailable: expect.any(String),
        latestDateCovered: expect.stringMatching(/:00\.000Z$/),
      },
    ]);
  });
});
