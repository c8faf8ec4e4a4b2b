import { describe, expect, test } from '@jest/globals';
import { NodeHelpers } from 'n8n-workflow';
import type { IDataObject, INode, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { spokenLabel } from '../../../nodes/SalesforceConnector/host/labels';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';
import { SalesforceConnector } from '../../../nodes/SalesforceConnector/SalesforceConnector.node';
import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { inputItems } from '../../../nodes/SalesforceConnector/operations/items';
import { ownFields } from '../../../nodes/SalesforceConnector/operations/menus';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { host } from '../support/host';
import { FILLED, OF_RESOURCE } from '../support/simulated';

/** The expression, and what n8n makes of it for an item without that field. */
const NOPE = '={{ $json.nope }}';

interface Case {
  readonly label: string;
  /** The field that an operation reads. */
  readonly name: string;
  readonly written: IDataObject;
  readonly parameters: IDataObject;
}

/** An expression in each place of the form where one can be: n8n keeps none that stands for rows or options as a whole. */
function casesOf(property: INodeProperties): Case[] {
  const { displayName, name, type, options = [] } = property;
  if (type === 'collection') {
    return (options as INodeProperties[]).flatMap(casesOf).map(({ label, ...one }) => ({
      label,
      name: `${name}.${one.name}`,
      written: { [name]: one.written },
      parameters: { [name]: one.parameters },
    }));
  }
  if (type === 'fixedCollection') {
    return (options as INodePropertyCollection[]).flatMap((group) =>
      group.values
        .filter((field) => field.name !== 'value')
        .flatMap(casesOf)
        .map(({ label, ...one }) => ({
          label,
          name,
          written: { [name]: { [group.name]: [{}, one.written] } },
          parameters: { [name]: { [group.name]: [{}, one.parameters] } },
        })),
    );
  }
  const label = spokenLabel(displayName);
  return [{ label, name, written: { [name]: NOPE }, parameters: {} }];
}

function formWith(
  { written, parameters }: Pick<Case, 'parameters' | 'written'>,
  fields: INodeProperties[],
): FormValues {
  const [item] = inputItems(host({ items: [{}, {}], written, parameters }).context, fields);
  if (item === undefined) throw new Error('no item');
  return item;
}

/** A notice has no value. */
function isRead({ type }: INodeProperties): boolean {
  return type !== 'notice';
}

const OPERATIONS = RESOURCES.flatMap(({ value, operations }) =>
  operations.map((operation) => [`${value} ${operation.value}`, ownFields(operation)] as const),
).filter(([, fields]) => fields.some(isRead));

describe.each(OPERATIONS)('An expression without a result, in %s', (_, fields) => {
  test.each(fields.filter(isRead).flatMap(casesOf))(
    'is no default of “$label”: $written',
    ({ label, name, ...form }) => {
      const read = (): unknown => formWith(form, fields).param(name, 'the default');
      expect(read).toThrow(`${label}: its expression gave undefined`);
    },
  );
});

/** Rows of names and values in all forms: parameters, headers, variables. */
const NAMED_VALUES = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.flatMap((operation) =>
    operation.properties.flatMap((field) =>
      ((field.options ?? []) as Partial<INodePropertyCollection>[])
        .filter(({ values = [] }) => ['name', 'value'].every((name) => values.some((one) => one.name === name)))
        .map((group) => ({ resource, operation: operation.value, field, group: group.name ?? '' })),
    ),
  ),
);

describe('A value without a result, in a row of names and values', () => {
  test.each(NAMED_VALUES)('is not sent as an empty text: $resource $operation, $field.name', async (row) => {
    const { resource, operation, field, group } = row;
    const shown = Object.entries(field.displayOptions?.show ?? {}).map(([name, values]) => [name, values?.[0]]);
    const parameters = {
      ...FILLED,
      ...OF_RESOURCE[resource],
      method: 'POST',
      ...(Object.fromEntries(shown) as IDataObject),
      ...{ resource, operation, [field.name]: { [group]: [{ name: 'x', value: undefined }] } },
    } as IDataObject;
    const { context, sent } = host({ parameters, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: { errorCode: 'INVALID_INPUT', message: expect.stringMatching(/\bx\b/), actions: [expect.any(String)] },
    });
    expect(sent).toEqual([]);
  });

  const HOLLOW = { x: { LastName: { eq: undefined } } } as unknown as IDataObject;
  const ROW = { variable: [{ name: 'x', type: 'json', value: HOLLOW['x'] }] };
  const HOLLOW_NODE = { referenceId: 'a', method: 'POST', path: 'sobjects/Lead', body: HOLLOW['x'] };

  test.each([
    ['variables in JSON', 'graphql run', { specifyVariables: 'json', variablesJson: HOLLOW }, 'JSON: x.LastName.eq'],
    ['a variable of a query', 'graphql run', { variables: ROW }, 'Variables > x: LastName.eq'],
    ['a variable of Apex', 'apex executeAnonymous', { code: 'f(x);', variables: ROW }, 'Variables > x: LastName.eq'],
    ['a body', 'request send', { method: 'POST', bodyType: 'json', jsonBody: HOLLOW }, 'JSON: x.LastName.eq'],
    [
      'a node of a graph',
      'request sendGraph',
      { graphOf: 'eachItem', nodes: [HOLLOW_NODE] },
      'Nodes: node 0: body: LastName.eq',
    ],
  ])('is not left out inside of %s', async (_, what, given, place) => {
    const [resource = '', operation = ''] = what.split(' ');
    const parameters = { ...FILLED, ...OF_RESOURCE[resource], resource, operation, ...given } as IDataObject;
    const { context, sent } = host({ parameters });
    await expect(run(context)).rejects.toThrow(`${place} is undefined`);
    expect(sent).toEqual([]);
  });
});

test('In place of all conditions or options, n8n drops an expression before a node can see it', () => {
  const { description } = new SalesforceConnector();
  const { properties } = description;
  const node = { typeVersion: 1, parameters: {} } as INode;
  const written = { resource: 'record', operation: 'getAll', conditions: NOPE, options: NOPE };
  const kept = NodeHelpers.getNodeParameters(properties, written, true, false, node, description);
  expect(kept).toMatchObject({ conditions: {}, options: {} });
});

test('A value to send may be undefined: it leaves out its field', () => {
  const written = { fields: { mappingMode: 'defineBelow', value: { Name: NOPE } } };
  const parameters = { fields: { mappingMode: 'defineBelow', value: {} } };
  expect(formWith({ written, parameters }, []).param('fields')).toEqual(parameters.fields);
});
