import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isNot } from '../../../salesforce/errors';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';

/**
 * Readers of fields that allow some values only. The form keeps to them, and an expression need not: what a field does
 * not allow is an error, because anything else would be a guess.
 */

/** Where a field is: in the form itself, or under Options. */
export type OptionPlace = '' | 'options';

function formValue(form: FormValues, { name, default: standard }: INodeProperties, place: OptionPlace): unknown {
  return form.param<unknown>(place === '' ? name : `${place}.${name}`, standard);
}

const NOT_ADDED = Symbol('not added');

/** Whether somebody added the option to the form, whatever it says: an option's default is for then. */
export function isOptionAdded(form: FormValues, { name }: INodeProperties): boolean {
  return form.written<unknown>(`options.${name}`, NOT_ADDED) !== NOT_ADDED;
}

/** The chosen value of a field with a list of values, of which `T` is the type. */
export function readOption<T extends string>(form: FormValues, property: INodeProperties, place: OptionPlace = ''): T {
  return optionOf<T>(formValue(form, property, place), property);
}

/** The chosen values of a field that takes several of a list. */
export function readOptionList<T extends string>(form: FormValues, property: INodeProperties): T[] {
  const chosen = formValue(form, property, '');
  return (Array.isArray(chosen) ? chosen : [chosen]).map((value) => optionOf<T>(value, property));
}

/**
 * A value of a field with a list of values, as it stands in a row of the form.
 * @throws AdvisedError that names the values on the list
 */
export function optionOf<T extends string>(value: unknown, property: INodeProperties): T {
  const { displayName, default: standard, options = [] } = property;
  const chosen = value === undefined ? standard : value;
  const allowed = (options as INodePropertyOptions[]).map((option) => option.value);
  if (typeof chosen === 'string' && allowed.includes(chosen)) return chosen as T;
  throw notAllowed(displayName, chosen, `Use one of its values: ${allowed.join(', ')}.`);
}

/** A number within the bounds of its field. */
export function readNumber(form: FormValues, property: INodeProperties, place: OptionPlace = ''): number {
  const value = formValue(form, property, place);
  const { minValue = -Infinity, maxValue = Infinity } = property.typeOptions ?? {};
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= minValue && number <= maxValue) return number;
  throw notAllowed(property.displayName, value, `Use a number ${boundsText(minValue, maxValue)}.`);
}

/** The same, without a fraction. */
export function readWholeNumber(form: FormValues, property: INodeProperties, place: OptionPlace = ''): number {
  const number = readNumber(form, property, place);
  if (Number.isSafeInteger(number)) return number;
  const { minValue = -Infinity, maxValue = Infinity } = property.typeOptions ?? {};
  throw notAllowed(property.displayName, number, `Use a whole number ${boundsText(minValue, maxValue)}.`);
}

function boundsText(least: number, most: number): string {
  return most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
}

/** Whether a field is on. As a text, “false” would be on. */
export function readFlag(form: FormValues, property: INodeProperties, place: OptionPlace = ''): boolean {
  const value = formValue(form, property, place);
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw notAllowed(property.displayName, value, 'Use true or false.');
}

function notAllowed(label: string, value: unknown, action: string): AdvisedError {
  return new AdvisedError(isNot(label, value, 'one of the values that this field allows'), {
    field: label,
    actions: [action],
  });
}
