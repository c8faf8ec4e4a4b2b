import type { INodeProperties } from 'n8n-workflow';

import { isRecord } from '../../../salesforce/errors';
import type { WantedConnection } from '../../../salesforce/graphql/connection';
import { mayMutate } from '../../../salesforce/graphql/document';
import type { GraphqlCall } from '../../../salesforce/graphql/run';
import { graphqlVariables, leftOutVariables, type GraphqlVariables } from '../../../salesforce/graphql/variables';
import { jsonOrText } from '../../../salesforce/json';
import { sendableJson } from '../../../salesforce/values/sendable';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readFlag, readOption } from './allowed';
import { limitPropertiesWhen, readLimit } from './limit';
import { locatorText } from './locator';
import { holdsExpression, readQueryText } from './queryText';
import { readText } from './text';
import { readVariables, variablesProperty } from './variables';

const queryProperty: INodeProperties = {
  displayName: 'Query',
  name: 'graphqlQuery',
  type: 'string',
  typeOptions: { rows: 8 },
  default: '',
  required: true,
  placeholder:
    'e.g. query ($name: String) { uiapi { query { Account(where: { Name: { eq: $name } }) { edges { node { Name { value } } } } } } }',
  description: 'The query or mutation in GraphQL. It can use the objects that Salesforce’s UI API supports.',
  hint: 'Use variables instead of expressions for values: they cannot change what the query does',
};

const specifyVariables: INodeProperties = {
  displayName: 'Specify Variables',
  name: 'specifyVariables',
  type: 'options',
  default: 'fields',
  options: [
    { name: 'Using Fields Below', value: 'fields' },
    { name: 'Using JSON', value: 'json' },
  ],
};

const variablesJson: INodeProperties = {
  displayName: 'JSON',
  name: 'variablesJson',
  type: 'json',
  default: '{}',
  placeholder: 'e.g. { "name": "Acme" }',
  description: 'An object with the variables’ names, without $, and their values',
  displayOptions: { show: { specifyVariables: ['json'] } },
};

const returnProperty: INodeProperties = {
  displayName: 'Return',
  name: 'returnData',
  type: 'options',
  noDataExpression: true,
  default: 'response',
  options: [
    { name: 'Records', value: 'records', description: 'The records of one connection as items, from all its pages' },
    { name: 'Response', value: 'response', description: 'The data of the response as one item' },
  ],
};

const forRecords: NonNullable<INodeProperties['displayOptions']> = { show: { returnData: ['records'] } };

const connectionProperty: INodeProperties = {
  displayName: 'Connection',
  name: 'connection',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. uiapi.query.Account',
  description:
    'Where the records are in the data. The query must hand $after to the connection’s after, and ask for pageInfo { hasNextPage endCursor }.',
  displayOptions: forRecords,
};

export const graphqlProperties: readonly INodeProperties[] = [
  queryProperty,
  specifyVariables,
  {
    ...variablesProperty('Values of the query’s variables by their names, without $'),
    displayOptions: { show: { specifyVariables: ['fields'] } },
  },
  variablesJson,
  returnProperty,
  connectionProperty,
  ...limitPropertiesWhen(forRecords.show),
];

export const cursorVariable: INodeProperties = {
  displayName: 'Cursor Variable',
  name: 'cursorVariable',
  type: 'string',
  default: 'after',
  description: 'The query’s variable for the cursor of the next page, without $, when records are returned',
};

export const operationName: INodeProperties = {
  displayName: 'Operation Name',
  name: 'operationName',
  type: 'string',
  default: '',
  description: 'Which operation to run if the query has several',
};

export const partialData: INodeProperties = {
  displayName: 'Return Partial Data',
  name: 'partialData',
  type: 'boolean',
  default: false,
  description:
    'Whether to return what was found, with the errors, when only a part of the query fails. Records are always returned as a whole.',
};

export function readGraphqlCall(org: NodeOrg, form: FormValues): GraphqlCall {
  const call = {
    query: readQueryText(org, form, queryProperty, { what: 'query', values: 'Variables' }),
    variables: readVariablesOf(form),
    operationName: readText(form, operationName, 'options'),
  };
  const cursor = readCursor(form);
  // The first page has no cursor.
  for (const name of leftOutVariables(call).filter((one) => one !== cursor)) org.hints.warn(leftOut(name));
  return call;
}

function leftOut(name: string): string {
  return `The query declares $${name}, which has no value: Salesforce leaves out what it stands for, such as a condition. Add it to Variables.`;
}

function readCursor(form: FormValues): string {
  return readText(form, cursorVariable, 'options').replace(/^\$/, '');
}

/** Whether what was found is returned beside errors. */
export function readPartialData(form: FormValues): boolean {
  return readFlag(form, partialData, 'options');
}

/** The connection whose records are wanted; undefined for the response as it is. */
export function readConnection(form: FormValues): Pick<WantedConnection, 'cursor' | 'limit' | 'path'> | undefined {
  if (readOption(form, returnProperty) === 'response') return undefined;
  const path = locatorText(form.param(connectionProperty.name), connectionProperty.displayName).trim();
  return {
    path: path.replace(/^data\./, ''),
    cursor: readCursor(form),
    limit: readLimit(form),
  };
}

function readVariablesOf(form: FormValues): GraphqlVariables {
  if (readOption(form, specifyVariables) === 'fields') return graphqlVariables(readVariables(form));
  const given = form.param<unknown>(variablesJson.name, '{}');
  const json = typeof given === 'string' ? given : sendableJson(given, variablesJson.displayName);
  const values = jsonOrText(json);
  if (isRecord(values)) return { names: Object.keys(values), json, values };
  throw new AdvisedError('JSON: an object is expected, such as { "name": "Acme" }.', {
    field: variablesJson.displayName,
    actions: ['Correct the text, or use an expression that returns an object with the variables.'],
  });
}

/** Whether the form's query can be a mutation, as an expression can bring one. */
export function canMutate(form: FormValues): boolean {
  const written = form.written<unknown>(queryProperty.name, '');
  const named = form.written<unknown>(`options.${operationName.name}`, '');
  return holdsExpression(written) || mayMutate(String(written), holdsExpression(named) ? '' : String(named));
}
