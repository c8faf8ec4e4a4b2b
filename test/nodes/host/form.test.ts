import { beforeAll, describe, expect, test } from '@jest/globals';
import { HookContext, PollContext, TriggerContext, WebhookContext } from 'n8n-core';
import { Workflow } from 'n8n-workflow';
import type { INode, INodeProperties, INodeTypes, IWebhookData, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import { formOf, type FormContext, type FormValues } from '../../../nodes/SalesforceConnector/host/form';

const description = { properties: [] };
const nodeTypes = {
  getByName: () => ({ description }),
  getByNameAndVersion: () => ({ description }),
  getKnownTypes: () => ({}),
} as unknown as INodeTypes;

const PROPERTIES: INodeProperties[] = [
  { displayName: 'Computed Field', name: 'computed', type: 'string', default: '' },
];

const parameters = {
  computed: '={{ undefined }}',
  object: { __rl: true, mode: 'name', value: '={{ "Acc" + "ount" }}' },
  limit: 7,
  returnAll: false,
  options: { apiVersion: '60.0' },
};

const empty: INode = { id: '1', name: 'Node', type: 'any', typeVersion: 1, position: [0, 0], parameters: {} };
const workflow = new Workflow({ id: 'w', nodes: [empty], connections: {}, active: false, nodeTypes });
const node: INode = { ...empty, parameters };
const additionalData = {} as IWorkflowExecuteAdditionalData;
const webhookData = {} as IWebhookData;

const contexts: Readonly<Record<string, () => unknown>> = {
  poll: () => new PollContext(workflow, node, additionalData, 'trigger', 'activate'),
  trigger: () => new TriggerContext(workflow, node, additionalData, 'trigger', 'activate'),
  hook: () => new HookContext(workflow, node, additionalData, 'trigger', 'activate'),
  webhook: () => new WebhookContext(workflow, node, additionalData, 'webhook', webhookData, [], null),
};

beforeAll(() => workflow.expression.acquireIsolate());

describe.each(Object.keys(contexts))('The form of a node without items, in n8n’s %s context', (kind) => {
  const form = (): FormValues => formOf(contexts[kind]?.() as FormContext, PROPERTIES);

  test('gives fields evaluated, and those of collections by their path', () => {
    expect(form().param('object')).toEqual({ __rl: true, mode: 'name', value: 'Account' });
    expect(form().param('limit', 50)).toBe(7);
    expect(form().param('returnAll', true)).toBe(false);
    expect(form().param('options.apiVersion', '')).toBe('60.0');
  });

  test('gives the fallback for a field that is not there, and fails without one', () => {
    expect(form().param('other', 'none')).toBe('none');
    expect(form().param('options.other', 0)).toBe(0);
    expect(() => form().param('other')).toThrow('Could not get parameter "other"');
  });

  test('fails for an expression without a result', () => {
    expect(() => form().param('computed', 'fallback')).toThrow('Computed Field: its expression gave undefined');
  });

  test('gives fields as they are written', () => {
    expect(form().written('object', {})).toMatchObject({ value: '={{ "Acc" + "ount" }}' });
    expect(form().written('other', 'none')).toBe('none');
  });

  test('is given to what reads several fields at once', () => {
    const read = ({ param, shared }: FormValues): unknown => [
      param('limit'),
      shared((part) => part.param('returnAll')),
    ];
    expect(form().shared(read)).toEqual([7, false]);
  });
});
