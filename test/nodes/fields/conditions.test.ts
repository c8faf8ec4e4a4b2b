import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { IDataObject } from 'n8n-workflow';

import { conditionsProperties } from '../../../nodes/SalesforceConnector/fields/conditions';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { takesOperator } from '../../../salesforce/soql/operators';
import type { FieldType } from '../../../salesforce/describe';
import type { Operator } from '../../../salesforce/soql/select';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(() => org.close());

const ALL = ['equals', 'notEquals', 'in', 'notIn', 'isEmpty', 'isNotEmpty'] as const;
const TEXT = ['contains', 'endsWith', 'notContains', 'startsWith'] as const;
const ORDER = ['greaterOrEqual', 'greaterThan', 'lessOrEqual', 'lessThan'] as const;
const SEVERAL = ['excludes', 'includes'] as const;
const OPERATORS: readonly Operator[] = [...ALL, ...TEXT, ...ORDER, ...SEVERAL];

describe('A field takes operators by its type', () => {
  test.each<[FieldType, readonly Operator[]]>([
    ['boolean', ALL],
    ['currency', [...ALL, ...ORDER]],
    ['date', [...ALL, ...ORDER]],
    ['datetime', [...ALL, ...ORDER]],
    ['email', [...ALL, ...TEXT, ...ORDER]],
    ['id', [...ALL, ...ORDER]],
    ['int', [...ALL, ...ORDER]],
    ['multipicklist', OPERATORS],
    ['picklist', [...ALL, ...TEXT, ...ORDER]],
    ['reference', [...ALL, ...ORDER]],
    ['string', [...ALL, ...TEXT, ...ORDER]],
  ])('%s', (type, operators) => {
    expect(OPERATORS.filter((operator) => takesOperator(type, operator))).toEqual(operators);
  });
});

/** What Get Many makes of a condition: what it asked for, or why not. */
async function outcomeOfCondition(field: string, operator: string, value: unknown) {
  const condition = { field: named(field), operator, value };
  const { context, sent } = hostOn(org, {
    parameters: {
      resource: 'record',
      operation: 'getAll',
      object: named('Account'),
      limit: 1,
      conditions: { condition: [condition] } as IDataObject,
    },
  });
  const error = await run(context).then(
    () => undefined,
    (thrown: Error & { description: string }) => thrown,
  );
  const query = sent.map(({ url }) => new URL(url).searchParams.get('q')).find((soql) => soql !== null);
  return { error, hasAsked: query !== undefined, where: /WHERE (.*?) (?:ORDER|LIMIT)/.exec(query ?? '')?.[1] };
}

describe('A condition', () => {
  test.each([
    ['NumberOfEmployees', 'contains', '1', 'int'],
    ['CreatedDate', 'startsWith', '2026', 'datetime'],
    ['OwnerId', 'endsWith', 'AAA', 'reference'],
    ['IsDeleted', 'greaterThan', 'false', 'boolean'],
    ['Name', 'includes', 'A', 'string'],
    ['Owner.IsActive', 'lessThan', 'true', 'boolean'],
  ])('on %s with %s is refused before anything is asked', async (field, operator, value, type) => {
    const { error, hasAsked } = await outcomeOfCondition(field, operator, value);
    expect(hasAsked).toBe(false);
    expect(error?.message).toContain(`Condition 1: ${field} is a field of type ${type}, which “`);
    expect(error?.description).toContain('Choose one of these operators: ');
  });

  test('on a compound field is refused, with what to choose instead', async () => {
    const { error, hasAsked } = await outcomeOfCondition('BillingAddress', 'equals', 'Berlin');
    expect([hasAsked, error?.message]).toEqual([
      false,
      'Condition 1: BillingAddress is a field that Salesforce cannot filter by. [item 0]',
    ]);
    expect(error?.description).toContain('Choose one of its components');
  });

  test('on a field that cannot be filtered is refused before anything is asked', async () => {
    const { error, hasAsked } = await outcomeOfCondition('Description', 'contains', 'a');
    expect([hasAsked, error?.message]).toEqual([
      false,
      'Condition 1: Description is a field that Salesforce cannot filter by. [item 0]',
    ]);
  });

  test.each([
    ['Account Name', 'Name'],
    ['employees', 'NumberOfEmployees'],
  ])('on the label %s is told the name %s', async (label, name) => {
    const { error, hasAsked } = await outcomeOfCondition(label, 'equals', '1');
    expect(hasAsked).toBe(false);
    expect(error?.description).toMatch(new RegExp(`^Did you mean ${name} \\(`));
  });

  test('with every operator of the form is one that text or a multi-select picklist takes', () => {
    const [{ options = [] } = {}] = conditionsProperties;
    const values = (options as { values?: { name: string; options?: { value: Operator }[] }[] }[])
      .flatMap(({ values: properties = [] }) => properties)
      .find(({ name }) => name === 'operator')?.options;
    expect(values?.map(({ value }) => value).toSorted()).toEqual(OPERATORS.toSorted());
    expect(values?.every(({ value }) => takesOperator('multipicklist', value) || takesOperator('string', value))).toBe(
      true,
    );
  });
});

const held = (value: unknown, mode = 'value') => ({ __rl: true, mode, value });

describe('The value of a condition', () => {
  test.each<[string, unknown, string, string]>([
    ['plain text, as workflows have it that were saved before', 'Retail', 'equals', "Industry = 'Retail'"],
    ['typed', held('Retail'), 'equals', "Industry = 'Retail'"],
    ['typed where there was plain text', held('Retail', ''), 'equals', "Industry = 'Retail'"],
    ['from the list', held('Retail', 'list'), 'equals', "Industry = 'Retail'"],
    ['several, as plain text', 'Retail, Energy', 'in', "Industry IN ('Retail', 'Energy')"],
    ['several, typed', held('Retail, Energy'), 'in', "Industry IN ('Retail', 'Energy')"],
    ['a list that an expression gives', ['Retail', 'A, B'], 'in', "Industry IN ('Retail', 'A, B')"],
    ['a list that an expression gives in the field', held(['Retail', 'A, B']), 'in', "Industry IN ('Retail', 'A, B')"],
    ['one from the list, with a comma', held('Oil, Gas', 'list'), 'notIn', "Industry NOT IN ('Oil, Gas')"],
  ])('can be %s', async (_, value, operator, where) => {
    expect(await outcomeOfCondition('Industry', operator, value)).toMatchObject({ error: undefined, where });
  });

  test.each([
    ['IsDeleted', 'true', 'IsDeleted = true'],
    ['NumberOfEmployees', '100', 'NumberOfEmployees = 100'],
    ['OwnerId', '0058d0000000001AAA', "OwnerId = '0058d0000000001AAA'"],
  ])('from the list gets the type of its field: %s', async (field, value, where) => {
    expect(await outcomeOfCondition(field, 'equals', held(value, 'list'))).toMatchObject({ error: undefined, where });
  });

  test.each([
    ['text', ''],
    ['text in the field', held('')],
    ['choice', held('', 'list')],
    ['list', held([])],
    ['result of its expression', { __rl: true, mode: 'value' }],
  ])('is asked for where there is no %s', async (_, value) => {
    for (const operator of ['equals', 'in']) {
      const { error, hasAsked } = await outcomeOfCondition('Industry', operator, value);
      expect([hasAsked, error?.message]).toEqual([false, 'Condition 1: no value to compare Industry with. [item 0]']);
    }
  });
});
