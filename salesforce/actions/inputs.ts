import type { FieldType } from '../describe';
import { InputError, isRecord, show } from '../errors';
import { parseJson } from '../json';
import type { Values } from '../records/single';
import { isBlank } from '../values/blank';
import { sendable } from '../values/sendable';
import { jsonValue, setTwice, type ValueOptions } from '../values/record';
import type { ActionDescribe, ActionParameter } from './describe';

/** The types of fields that action parameters of simple types are read as. */
const FIELD_TYPES: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['BOOLEAN', 'boolean'],
  ['CURRENCY', 'currency'],
  ['DATE', 'date'],
  ['DATETIME', 'datetime'],
  ['DECIMAL', 'double'],
  ['DOUBLE', 'double'],
  ['ID', 'id'],
  ['INTEGER', 'int'],
  ['LONG', 'long'],
  ['MULTIPICKLIST', 'multipicklist'],
  ['NUMBER', 'double'],
  ['PERCENT', 'percent'],
  ['PICKLIST', 'picklist'],
  ['REFERENCE', 'reference'],
  ['STRING', 'string'],
  ['TEXTAREA', 'textarea'],
  ['TIME', 'time'],
]);

/** The field type that a parameter's values are read as; undefined where they are objects, or of an unknown type. */
export function fieldTypeOf({ type }: ActionParameter): FieldType | undefined {
  return FIELD_TYPES.get(type);
}

/** Whether a parameter's values are records or objects of Apex classes. */
export function takesObjects({ type }: ActionParameter): boolean {
  return type === 'SOBJECT' || type === 'APEX';
}

/**
 * The values for one run of an action, under the names that it has for them.
 * @throws InputError for an input that the action does not have, a required one that is missing, and a value of a wrong type
 */
export function inputValues(given: Values, action: ActionDescribe, options: ValueOptions = {}): Values {
  const values = new Map<string, { readonly by: string; readonly value: unknown }>();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const input = inputNamed(action, name);
    if (input === undefined) throw unknownInput(name, action);
    const other = values.get(input.name);
    if (other !== undefined) throw setTwice(input.name, [other.by, name]);
    values.set(input.name, { by: name, value: inputValue(value, input, options) });
  }
  const missing = action.inputs.filter(({ name, required }) => required && isBlank(values.get(name)?.value));
  if (missing.length > 0) throw missingInputs(missing, action);
  return Object.fromEntries([...values].map(([name, { value }]) => [name, value]));
}

/** The input of this name, in any case. */
export function inputNamed({ inputs }: ActionDescribe, name: string): ActionParameter | undefined {
  const wanted = name.trim().toLowerCase();
  return inputs.find((input) => input.name === name) ?? inputs.find((input) => input.name.toLowerCase() === wanted);
}

function inputValue(value: unknown, input: ActionParameter, options: ValueOptions): unknown {
  if (isBlank(value)) return null;
  if (!input.isList) return sendable(singleValue(value, input, options), input.name);
  const list = parsedText(value, /^\s*\[/, input);
  const values = (Array.isArray(list) ? list : [list]).map((one) => singleValue(one, input, options));
  return sendable(values, input.name);
}

function singleValue(value: unknown, input: ActionParameter, options: ValueOptions): unknown {
  if (takesObjects(input)) return objectValue(parsedText(value, /^\s*[[{]/, input), input);
  const type = fieldTypeOf(input);
  return type === undefined ? value : jsonValue(value, { name: input.name, type }, options);
}

/** What a text is in JSON, where it begins as a list or an object. */
function parsedText(value: unknown, beginning: RegExp, { name }: ActionParameter): unknown {
  if (typeof value !== 'string' || !beginning.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    throw new InputError(`${name}: ${show(value)} is not valid JSON.`, { reason: 'notJson' }, name);
  }
}

/**
 * Salesforce tells records from each other by their objects, which an action that takes those of one object knows. As
 * elsewhere, undefined leaves out a record's field.
 */
function objectValue(value: unknown, { name, type, sobjectType }: ActionParameter): unknown {
  if (!isRecord(value))
    throw new InputError(`${name}: ${show(value)} is not an object.`, { reason: 'notAnObject' }, name);
  if (type !== 'SOBJECT') return value;
  const fields = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
  return sobjectType === null || isRecord(fields['attributes'])
    ? fields
    : { attributes: { type: sobjectType }, ...fields };
}

function unknownInput(given: string, { label, name, inputs }: ActionDescribe): InputError {
  const known = inputs.map((input) => input.name);
  return new InputError(`${label} (${name}) has no input ${show(given)}.`, { reason: 'unknownInput', known }, given);
}

function missingInputs(missing: readonly ActionParameter[], { label, name }: ActionDescribe): InputError {
  const names = missing.map((input) => input.name);
  const what = names.length === 1 ? 'The required input' : 'The required inputs';
  return new InputError(
    `${what} ${names.join(', ')} of ${label} (${name}) ${names.length === 1 ? 'has' : 'have'} no value.`,
    { reason: 'inputsMissing' },
    ...names,
  );
}
