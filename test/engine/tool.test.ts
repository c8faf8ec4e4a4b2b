import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { APP, NODE_TYPE, PACKAGE, record, salesforce } from './salesforce';

let engine: Engine;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

afterAll(() => engine.close());

describe('The node as a tool of an AI agent', () => {
  test('says that it can be one', () => {
    expect(engine.packages.getByNameAndVersion(NODE_TYPE).description.usableAsTool).toBe(true);
  });

  test('asks the agent for what $fromAI names, bound as a value and never as a query', async () => {
    const node = salesforce('Find accounts', APP, {
      resource: 'query',
      operation: 'soql',
      soql: 'SELECT Id FROM Account WHERE Name = :name',
      parameters: {
        parameter: [
          { name: 'name', type: 'text', value: "={{ $fromAI('company', 'Name of the company', 'string') }}" },
        ],
      },
    });
    const calls: unknown[] = [];
    const { response: tool } = createNodeAsTool({
      node,
      nodeType: engine.packages.getByNameAndVersion(NODE_TYPE),
      handleToolInvocation: async (args) => {
        calls.push(args);
        return 'done';
      },
    });
    expect(tool.name).toBe('Find_accounts');
    expect(Object.keys(tool.schema.shape)).toEqual(['company']);
    await expect(tool.invoke({ company: 'Acme' })).resolves.toBe('done');
    await expect(tool.invoke({})).rejects.toThrow(/schema/i);
    expect(calls).toEqual([{ company: 'Acme' }]);
  });

  test('asks the agent for a condition’s value, in its field of either kind', () => {
    const value = "={{ $fromAI('industry', 'Industry of the accounts', 'string') }}";
    const field = { __rl: true, mode: 'name', value: 'Industry' };
    const schemas = [value, { __rl: true, mode: 'value', value }, { __rl: true, mode: 'list', value }].map((held) => {
      const condition = [{ field, operator: 'equals', value: held }] as INodeParameters[];
      const node = salesforce('Find accounts', APP, record('getAll', 'Account', { conditions: { condition } }));
      const nodeType = engine.packages.getByNameAndVersion(NODE_TYPE);
      const { response: tool } = createNodeAsTool({ node, nodeType, handleToolInvocation: async () => 'done' });
      return Object.keys(tool.schema.shape);
    });
    expect(schemas).toEqual([['industry'], ['industry'], ['industry']]);
  });
});
