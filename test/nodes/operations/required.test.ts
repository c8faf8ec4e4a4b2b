import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NodeHelpers } from 'n8n-workflow';
import type {
  IDataObject,
  INode,
  INodeParameters,
  INodeProperties,
  INodePropertyOptions,
  INodeTypeDescription,
} from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import type { Operation } from '../../../nodes/SalesforceConnector/operations/define';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { SalesforceConnector } from '../../../nodes/SalesforceConnector/SalesforceConnector.node';
import { SalesforceConnectorEventTrigger } from '../../../nodes/SalesforceConnector/SalesforceConnectorEventTrigger.node';
import { SalesforceConnectorOutboundMessageTrigger } from '../../../nodes/SalesforceConnector/SalesforceConnectorOutboundMessageTrigger.node';
import { SalesforceConnectorTrigger } from '../../../nodes/SalesforceConnector/SalesforceConnectorTrigger.node';
import { startOrg, type RunningOrg } from '../../../simulator';
import { FILLED, hostOn, named, OF_RESOURCE } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

/** What else a field needs so that the form shows it. */
function shownWith({ displayOptions }: INodeProperties): IDataObject {
  const shown = Object.entries(displayOptions?.show ?? {}).filter(([name]) => !name.startsWith('/'));
  return Object.fromEntries(shown.map(([name, values]) => [name, values?.[0] as IDataObject[string]]));
}

const emptyOf = ({ type }: INodeProperties): IDataObject[string] => (type === 'resourceLocator' ? named(' ') : ' ');

interface Case {
  readonly resource: string;
  readonly operation: Operation;
  readonly field: INodeProperties;
  readonly form: IDataObject;
}

function casesOf(resource: string, operation: Operation): Case[] {
  const required = operation.properties.filter(
    ({ required: isRequired, type }) => isRequired === true && /string|Locator/.test(type),
  );
  const cases = required.map((field) => ({
    resource,
    operation,
    field,
    form: {
      ...FILLED,
      binaryPropertyName: 'data',
      ...OF_RESOURCE[resource],
      ...shownWith(field),
      [field.name]: emptyOf(field),
    },
  }));
  const rule = operation.options?.find(({ name }) => name === 'assignmentRuleId');
  if (rule === undefined || !operation.options?.some(({ name }) => name === 'assignmentRule')) return cases;
  return [
    ...cases,
    {
      resource,
      operation,
      field: rule,
      form: { ...FILLED, options: { assignmentRule: 'byId', assignmentRuleId: ' ' } },
    },
  ];
}

const CASES = RESOURCES.flatMap(({ value, operations }) =>
  operations.flatMap((operation) => casesOf(value, operation)),
);

describe('A field that is needed and empty is named, with what to do, before anything is written', () => {
  test.each(CASES.map((one) => [one.resource, one.operation.value, one.field.displayName, one] as const))(
    '%s: %s: %s',
    async (resource, operation, label, { form, field }) => {
      const { context, sent } = hostOn(org, { parameters: { resource, operation, ...form }, continueOnFail: true });
      const [item] = await run(context);
      const error = item?.json['error'] as IDataObject;
      const isKey = field.name === 'externalIdValue';
      expect(error).toMatchObject({
        message: isKey
          ? 'The value of the external ID field External_Id__c is empty.'
          : `The field “${label}” is empty.`,
        fields: [isKey ? 'External_Id__c' : label],
        errorCode: 'INVALID_INPUT',
      });
      expect(error['actions']).not.toEqual([]);
      expect(sent.filter(({ method }) => method !== undefined && method !== 'GET')).toEqual([]);
    },
  );
});

/** The fields of a form that n8n refuses to start without. */
function missedBy(description: INodeTypeDescription, parameters: INodeParameters): string[] {
  const node = { name: 'Salesforce', typeVersion: 1, parameters } as unknown as INode;
  return Object.keys(NodeHelpers.getNodeParametersIssues(description.properties, node, description)?.parameters ?? {});
}

/** The menus whose choice decides which other fields are shown, and where an expression can stand. */
const deciders = (properties: readonly INodeProperties[]) =>
  properties.filter(
    ({ name, type, noDataExpression }) =>
      type === 'options' &&
      noDataExpression !== true &&
      properties.some(({ displayOptions }) => displayOptions?.show?.[name] !== undefined),
  );

const NODE = new SalesforceConnector().description;
const DECIDED = [
  ...RESOURCES.flatMap(({ value: resource, operations }) =>
    operations.flatMap(({ value: operation, properties }) =>
      deciders(properties).map((by) => ({ form: { resource, operation }, by, description: NODE })),
    ),
  ),
  ...[
    new SalesforceConnectorTrigger(),
    new SalesforceConnectorEventTrigger(),
    new SalesforceConnectorOutboundMessageTrigger(),
  ].flatMap(({ description }) =>
    deciders(description.properties).map((by) => ({ form: { resource: '', operation: '' }, by, description })),
  ),
];

test('Some fields are shown by a menu that takes an expression', () => {
  expect(DECIDED.map(({ form, by }) => `${form.resource} ${form.operation} ${by.name}`)).toEqual(
    expect.arrayContaining([
      'lead convert convertOpportunity',
      'approval getPending pendingFor',
      'record get identifyBy',
    ]),
  );
});

test.each(DECIDED)(
  'An expression needs no field that not every choice needs: $form.resource $form.operation $by.displayName',
  ({ form, by, description }) => {
    const missed = (choice: unknown) => missedBy(description, { ...form, [by.name]: choice } as INodeParameters);
    const choices = (by.options as INodePropertyOptions[]).map(({ value }) => missed(value));
    const always = choices.reduce((some, more) => some.filter((name) => more.includes(name)));
    expect(missed('={{ $json.choice }}').filter((name) => name !== by.name)).toEqual(always);
  },
);
