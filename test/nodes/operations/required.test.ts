import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import type { Operation } from '../../../nodes/SalesforceConnector/operations/define';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, mapped, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

/** A form that lacks nothing. */
const FILLED: IDataObject = {
  object: named('Contact'),
  recordId: named('003000000000001AAA'),
  externalIdField: named('External_Id__c'),
  externalIdValue: 'X-1',
  fields: mapped({ LastName: 'A' }),
  binaryPropertyName: 'data',
  fileId: named('069000000000001AAA'),
  fileField: 'Body',
  fileOwnerId: '001000000000001AAA',
  linkTo: '001000000000001AAA',
  folder: named('00l000000000001AAA'),
  parentId: '001000000000001AAA',
  jobId: '750000000000001AAA',
  soql: 'SELECT Id FROM Contact',
  sosl: 'FIND {Ada} IN ALL FIELDS RETURNING Contact(Id)',
  term: 'Ada',
  objects: { object: [{ object: named('Contact') }] },
};

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
    form: { ...FILLED, ...shownWith(field), [field.name]: emptyOf(field) },
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
