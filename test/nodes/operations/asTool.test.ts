import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import type { IDataObject, INode, INodeParameters, INodeProperties, INodeType } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { SalesforceConnector } from '../../../nodes/SalesforceConnector/SalesforceConnector.node';
import { startOrg, type RunningOrg } from '../../../simulator';
import { FILLED, hostOn, OF_RESOURCE } from '../support/simulated';

let org: RunningOrg;
const counts = { runs: 0, requests: 0, refused: 0 };

beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(async () => {
  await org.close();
  process.stdout.write(`tool: ${JSON.stringify(counts)}\n`);
});

/** Fields whose text the builder writes, and where nothing but variables or parameters are for an agent. */
const OF_THE_BUILDER: ReadonlySet<string> = new Set([
  ...['code', 'graphqlQuery', 'path', 'query', 'soql', 'soqlConditions', 'sosl'],
]);

const isText = ({ name, type }: INodeProperties): boolean =>
  (type === 'string' || type === 'resourceLocator') && !OF_THE_BUILDER.has(name);

const operations = RESOURCES.flatMap(({ value: resource, operations: rows }) =>
  rows.map(({ value: operation, properties, options = [] }) => ({
    title: `${resource} ${operation}`,
    form: { ...FILLED, ...OF_RESOURCE[resource], resource, operation } as IDataObject,
    fields: properties.filter(isText),
    options: options.filter(isText),
  })),
);

/** A field as it is filled in with a value, in the form that shows it. */
function filledIn({ name, type, displayOptions }: INodeProperties, value: string): IDataObject {
  const shown = Object.entries(displayOptions?.show ?? {}).map(([other, values]) => [other, values?.[0]]);
  const held = type === 'resourceLocator' ? { __rl: true, mode: 'id', value } : value;
  return { ...(Object.fromEntries(shown) as IDataObject), [name]: held };
}

describe('As a tool of an AI agent, each operation asks for what $fromAI names', () => {
  const description = new SalesforceConnector().description;
  const nodeType = { description } as INodeType;

  test.each(operations)('$title', ({ title, form, fields, options }) => {
    const asked = (field: INodeProperties) => filledIn(field, `={{ $fromAI('${field.name}', 'Help', 'string') }}`);
    const parameters = Object.assign({}, form, ...fields.map(asked), {
      options: Object.assign({}, ...options.map(asked)) as IDataObject,
    }) as INodeParameters;
    const node: INode = { id: '1', name: title, type: 'x', typeVersion: 1, position: [0, 0], parameters };
    const { response: tool } = createNodeAsTool({ node, nodeType, handleToolInvocation: async () => 'done' });
    const names = [...fields, ...options].map(({ name }) => name);
    expect(Object.keys(tool.schema.shape)).toEqual(expect.arrayContaining([...new Set(names)]));
  });
});

/** What a model may be talked into: each would lead somewhere else if it were more than a value. */
const HOSTILE = [
  ...['../EVIL/x', '..%2FEVIL', 'x/EVIL', '%2e%2e/EVIL', 'x?EVIL=1', 'x&EVIL=1', 'x#EVIL', 'x\r\nEVIL: 1'],
  ...["x' OR EVIL != '", "x\\' OR EVIL = \\'", '</a><EVIL/>', 'https://evil.example/EVIL', '{{EVIL}}'],
  ...['003000000000001AAA/EVIL', "003000000000001AAA' OR EVIL='1", '003000000000001AAA?EVIL=1'],
];

const LITERAL = /'(?:[^'\\]|\\.)*'/g;

/** Where a request leads to a place, a query or a header that is of the model's making. */
function escapesIn({ url, headers, body }: { url: string; headers?: unknown; body?: unknown }): string[] {
  const { origin, pathname, searchParams } = new URL(url);
  const query = (searchParams.get('q') ?? '').replaceAll(LITERAL, '');
  const xml = typeof body === 'string' && pathname.includes('/Soap/') ? body : '';
  return [
    ...(origin === org.url ? [] : ['origin']),
    ...(/\/EVIL|\.\.\//.test(decodeURI(pathname)) ? ['path'] : []),
    ...([...searchParams.keys()].includes('EVIL') ? ['parameter'] : []),
    ...(query.includes('EVIL') ? ['query'] : []),
    ...(Object.keys((headers ?? {}) as object).some((name) => name.includes('EVIL')) ? ['header'] : []),
    ...(xml.includes('<EVIL') ? ['XML'] : []),
  ];
}

test('A request that a value leads elsewhere is noticed', () => {
  const at = `${org.url}/services/data/v67.0`;
  const query = (soql: string) => ({ url: `${at}/query?q=${encodeURIComponent(soql)}` });
  expect([
    escapesIn({ url: 'https://evil.example/services' }),
    escapesIn({ url: `${at}/sobjects/Account/EVIL` }),
    escapesIn({ url: `${at}/sobjects?EVIL=1` }),
    escapesIn(query("SELECT Id FROM Account WHERE Name = 'x' OR EVIL != ''")),
    escapesIn({ url: `${at}/sobjects`, headers: { EVIL: '1' } }),
    escapesIn({ url: `${org.url}/services/Soap/u/67.0`, body: '<a></a><EVIL/>' }),
    escapesIn(query("SELECT Id FROM Account WHERE Name = 'x\\' OR EVIL'")),
  ]).toEqual([['origin'], ['path'], ['parameter'], ['query'], ['header'], ['XML'], []]);
});

describe('A value of an AI agent stays a value, or is refused', () => {
  const places = operations.flatMap(({ title, form, fields, options }) => [
    ...fields.map((field) => ({
      title: `${title}: ${field.name}`,
      formOf: (value: string) => ({ ...form, ...filledIn(field, value) }),
    })),
    ...options.map((field) => ({
      title: `${title}: options.${field.name}`,
      formOf: (value: string) => ({ ...form, options: filledIn(field, value) }),
    })),
  ]);

  test.each(places)('$title', async ({ formOf }) => {
    for (const value of HOSTILE) {
      counts.runs += 1;
      const { context, sent } = hostOn(org, {
        parameters: formOf(value),
        items: [{ LastName: 'x', External_Id__c: 'x' }],
      });
      await run(context).catch(() => {
        counts.refused += 1;
      });
      counts.requests += sent.length;
      for (const request of sent) expect([value, request.url, escapesIn(request)]).toEqual([value, request.url, []]);
    }
  });
});
