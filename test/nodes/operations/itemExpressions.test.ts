import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Workflow } from 'n8n-workflow';
import type { IDataObject, INodeTypes, NodeParameterValueType } from 'n8n-workflow';

import { itemReader, UNKNOWN } from '../../../nodes/SalesforceConnector/operations/itemExpressions';

const nodeTypes = {
  getByName: () => ({ description: { properties: [] } }),
  getByNameAndVersion: () => ({ description: { properties: [] } }),
  getKnownTypes: () => ({}),
} as unknown as INodeTypes;

const node = {
  id: '1',
  name: 'Node',
  type: 'any',
  typeVersion: 1,
  position: [0, 0] as [number, number],
  parameters: {},
};
const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });

/** What n8n itself makes of it. */
const evaluated = (written: NodeParameterValueType, json: IDataObject): unknown =>
  workflow.expression.getParameterValue(written, null, 0, 0, 'Node', [{ json }], 'manual', {});

const scalar = fc.oneof(
  fc.string(),
  fc.constantFrom('=1', '={{ 1 }}', '{{ $json.Name }}', '2026-01-01', 'true', ''),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

describe('Fields of the form that name fields of the item', () => {
  test('are read as n8n reads them', async () => {
    await workflow.expression.acquireIsolate();
    fc.assert(
      fc.property(scalar, fc.constantFrom('.Name', "['Name']", '["Name"]'), (value, access) => {
        const json = { Name: value };
        const written = { mode: 'id', value: `={{ $json${access} }}`, list: ['text', `={{$json${access}}}`], on: true };
        const read = itemReader(written)(json);
        expect(read).toEqual({ mode: 'id', value, list: ['text', value], on: true });
        expect(read).toEqual(evaluated(written, json));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['a field that the item does not have', '={{ $json.Other }}'],
    ['what every object has', '={{ $json.constructor }}'],
    ['a field that holds more than one value', '={{ $json.Address }}'],
    ['a field of a field', '={{ $json.Address.City }}'],
    ['a field that is worked on', '={{ $json.Name.trim() }}'],
    ['text around it', '={{ $json.Name }} '],
    ['text without an expression', '=Name'],
    ['another node’s item', "={{ $('Source').item.json.Name }}"],
    ['one of several that is not simple', { a: '={{ $json.Name }}', b: ['={{ $now }}'] }],
    ['a name that is an expression', { '={{ $json.Name }}': 1 }],
  ])('are left to n8n: %s', (_, written) => {
    expect(itemReader(written)({ Name: 'Ada', Address: { City: 'London' } })).toBe(UNKNOWN);
  });

  test('Values without an expression stay as they are written', () => {
    expect(itemReader({ a: 1, b: null, c: ['x', false] })({})).toEqual({ a: 1, b: null, c: ['x', false] });
  });
});
