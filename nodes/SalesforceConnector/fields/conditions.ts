import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions, NodeParameterValue } from 'n8n-workflow';

import { fieldAtPath, firstValues, isCompound, isListed, type FieldDescribe } from '../../../salesforce/describe';
import { answerText, asError, InputError } from '../../../salesforce/errors';
import { AdvisedError } from '../host/advice';
import type { Condition, Operator, Select } from '../../../salesforce/soql/select';
import { soqlTypeOf } from '../../../salesforce/soql/literals';
import { takesOperator } from '../../../salesforce/soql/operators';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { optionOf, readOption } from './allowed';
import { comparedValueProperty } from './comparedValue';
import { loader, type ListForm } from './listLoader';
import { isFromList, locatorText, parameterIn } from './locator';
import { queryFieldProperty, readQueryField } from './queryField';
import { formRows, namesIn } from './text';

/** Every operator. The editor asks {@link getOperators} for those that fit, and has these until it answers. */
const operatorProperty: INodeProperties = {
  displayName: 'Operator',
  name: 'operator',
  type: 'options',
  default: 'equals',
  options: [
    { name: 'Contains', value: 'contains' },
    { name: 'Ends With', value: 'endsWith' },
    { name: 'Equals', value: 'equals' },
    {
      name: 'Excludes',
      value: 'excludes',
      description: 'The multi-select picklist contains none of the values',
    },
    { name: 'Greater Than', value: 'greaterThan' },
    { name: 'Greater Than or Equal', value: 'greaterOrEqual' },
    {
      name: 'Includes',
      value: 'includes',
      description: 'The multi-select picklist contains at least one of the values',
    },
    { name: 'Is Empty', value: 'isEmpty' },
    { name: 'Is None Of', value: 'notIn', description: 'The field equals none of the values (NOT IN)' },
    { name: 'Is Not Empty', value: 'isNotEmpty' },
    { name: 'Is One Of', value: 'in', description: 'The field equals one of the values (IN)' },
    { name: 'Less Than', value: 'lessThan' },
    { name: 'Less Than or Equal', value: 'lessOrEqual' },
    { name: 'Not Contains', value: 'notContains' },
    { name: 'Not Equals', value: 'notEquals' },
    { name: 'Starts With', value: 'startsWith' },
  ],
};

/** The form without conditions. n8n compares in depth, though its types say otherwise. */
const WITHOUT_CONDITIONS = [{}, { condition: [] }].map((eq) => ({
  _cnd: { eq: eq as unknown as NodeParameterValue },
}));

const combineConditions: INodeProperties = {
  displayName: 'Combine Conditions',
  name: 'combineConditions',
  type: 'options',
  default: 'all',
  description: 'How many of the conditions a record must meet',
  displayOptions: { hide: { conditions: WITHOUT_CONDITIONS } },
  options: [
    { name: 'All (AND)', value: 'all' },
    { name: 'Any (OR)', value: 'any' },
  ],
};

export const conditionsProperties: readonly INodeProperties[] = [
  {
    displayName: 'Conditions',
    name: 'conditions',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: 'Add Condition',
    default: {},
    description: 'Conditions that the records must meet. Leave empty to return all records.',
    options: [
      {
        displayName: 'Condition',
        name: 'condition',
        values: [
          queryFieldProperty,
          {
            ...operatorProperty,
            typeOptions: { loadOptionsMethod: 'getOperators', loadOptionsDependsOn: ['object.value', '&field.value'] },
          },
          comparedValueProperty('searchFieldValues', {
            placeholder: 'e.g. Open or LAST_N_DAYS:30',
            description: 'Separate several values with commas, or use an expression that returns a list',
          }),
        ],
      },
    ],
  },
  combineConditions,
];

interface ConditionRow {
  field: unknown;
  operator?: unknown;
  value?: unknown;
}

/** The form's WHERE clause, with values typed by their fields; undefined without conditions. */
export async function readConditions(org: NodeOrg, form: FormValues, object: string): Promise<Select['where']> {
  const match = readOption<'all' | 'any'>(form, combineConditions);
  const condition = formRows<ConditionRow>(form, { name: 'conditions', displayName: 'Conditions', rows: 'condition' });
  if (condition.length === 0) return undefined;
  const conditions = await Promise.all(
    condition.map((row, i) => readCondition(org, object, row, `Condition ${i + 1}`)),
  );
  return { match, conditions };
}

/**
 * What the conditions ask picklists for that is not among their values, by field and in the words of a hint. Records can
 * still have such a value: it may have been taken off the picklist.
 */
export async function unlistedValues(org: NodeOrg, object: string, where: Select['where']): Promise<string[]> {
  const told = (where?.conditions ?? []).map(async (condition) => {
    if (!('operator' in condition) || !SOUGHT.has(condition.operator)) return [];
    const { type, picklistValues } = await fieldAtPath(org.describe, object, condition.field, condition.field);
    if (!PICKLISTS.has(type) || picklistValues.length === 0) return [];
    const unlisted = soughtIn(condition.value).filter((value) => !isListed(picklistValues, value));
    const known = firstValues(picklistValues, VALUES_TOLD);
    return unlisted.map((value) => `“${value}” is no value of ${condition.field}, which has: ${known}.`);
  });
  return (await Promise.all(told)).flat();
}

const SOUGHT: ReadonlySet<string> = new Set<Operator>(['equals', 'in', 'includes']);
const PICKLISTS: ReadonlySet<string> = new Set(['picklist', 'multipicklist']);
const VALUES_TOLD = 20;

/** Values of a multi-select picklist that a record must have together are separated by semicolons. */
function soughtIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => answerText(one).split(';')).map((one) => one.trim());
}

const WITHOUT_VALUE: ReadonlySet<string> = new Set<Operator>(['isEmpty', 'isNotEmpty']);
const WITH_LIST: ReadonlySet<string> = new Set<Operator>(['excludes', 'in', 'includes', 'notIn']);

/** The field of a condition. A label that is typed in place of an API name is told the name. */
async function readConditionField(
  { describe }: NodeOrg,
  object: string,
  given: unknown,
  what: string,
): Promise<{ path: string; field: FieldDescribe }> {
  const found = await fieldGiven(describe, object, given, what).catch(asError);
  if (!(found instanceof Error)) return found;
  const label = found instanceof InputError ? locatorText(given, what).trim().toLowerCase() : '';
  const fields = label === '' ? [] : (await describe.object(object)).fields;
  const meant = fields.find((one) => one.label.toLowerCase() === label);
  if (meant === undefined) throw found;
  throw new AdvisedError(found.message, { field: 'Field', actions: [`Did you mean ${meant.name} (${meant.label})?`] });
}

async function fieldGiven(
  describe: NodeOrg['describe'],
  object: string,
  given: unknown,
  what: string,
): Promise<{ path: string; field: FieldDescribe }> {
  const path = readQueryField(given, what);
  return { path, field: await fieldAtPath(describe, object, path, what) };
}

async function readCondition(org: NodeOrg, object: string, row: ConditionRow, what: string): Promise<Condition> {
  const { path, field } = await readConditionField(org, object, row.field, what);
  const operator = optionOf<Operator>(row.operator, operatorProperty);
  if (!field.filterable || isCompound(field)) throw notFilterable(`${what}: ${path}`, field);
  if (!takesOperator(field.type, operator)) throw wrongOperator(`${what}: ${path}`, field, operator);
  if (WITHOUT_VALUE.has(operator)) return { field: path, operator, type: soqlTypeOf(field) };
  const value = comparedValue(row.value, operator);
  // A missing value must neither drop the condition nor match empty fields.
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    throw new AdvisedError(`${what}: no value to compare ${path} with.`, {
      apiName: path,
      actions: ['Enter a value, or choose the operator Is Empty or Is Not Empty.'],
    });
  }
  return { field: path, operator, value, type: soqlTypeOf(field) };
}

/** Typed text has commas between several values; a value from the list is one. */
function comparedValue(given: unknown, operator: Operator): unknown {
  const value = parameterIn(given);
  const isTyped = typeof value === 'string' && !isFromList(given);
  return isTyped && WITH_LIST.has(operator) ? namesIn(value, 'Value') : value;
}

const OPERATORS = operatorProperty.options as readonly (INodePropertyOptions & { readonly value: Operator })[];

/**
 * The operators that the field beside them takes, where it was chosen from the list. Otherwise all of them: there may be
 * no credential yet, and an expression can be another field for each item.
 */
export async function getOperators(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return await fittingOperators.call(this).catch(() => [...OPERATORS]);
}

const fittingOperators = loader(async (form: ListForm): Promise<INodePropertyOptions[]> => {
  const chosen = form.value('&field');
  if (!isFromList(chosen)) return [...OPERATORS];
  const { fields } = await form.object();
  const field = fields.find(({ name }) => name === parameterIn(chosen));
  return OPERATORS.filter(({ value }) => field === undefined || takesOperator(field.type, value));
});

function notFilterable(what: string, field: FieldDescribe): AdvisedError {
  const another = isCompound(field) ? 'one of its components, such as a city' : 'another field';
  return new AdvisedError(`${what} is a field that Salesforce cannot filter by.`, {
    field: 'Field',
    apiName: field.name,
    actions: [`Choose ${another}, or get the records without this condition and filter them in n8n.`],
  });
}

function wrongOperator(what: string, { name, type }: FieldDescribe, operator: Operator): AdvisedError {
  const fitting = OPERATORS.filter(({ value }) => takesOperator(type, value)).map((choice) => choice.name);
  const chosen = OPERATORS.find(({ value }) => value === operator)?.name ?? operator;
  return new AdvisedError(`${what} is a field of type ${type}, which “${chosen}” does not work with.`, {
    field: 'Operator',
    apiName: name,
    actions: [`Choose one of these operators: ${fitting.join(', ')}.`],
  });
}
