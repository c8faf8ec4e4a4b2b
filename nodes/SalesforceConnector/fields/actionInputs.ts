import type { IDataObject, INodeProperties, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import { describeAction, type ActionDescribe, type ActionParameter } from '../../../salesforce/actions/describe';
import { fieldTypeOf, inputNamed, inputValues, takesObjects } from '../../../salesforce/actions/inputs';
import { isNot, isRecord } from '../../../salesforce/errors';
import type { Values } from '../../../salesforce/records/single';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { chosenAction, chosenFlow, type ChosenAction } from './action';
import { readOption } from './allowed';
import { FORM_TYPES, menuOf } from './fieldsToSend';
import { fieldLoader } from './listLoader';
import { isAutomatic, isMapper, mappedValues, type MapperValue } from './mapper';

const specifyInputs: INodeProperties = {
  displayName: 'Specify Inputs',
  name: 'specifyInputs',
  type: 'options',
  default: 'fields',
  options: [
    { name: 'Using Fields Below', value: 'fields' },
    { name: 'Using JSON', value: 'json' },
  ],
};

const inputsJson: INodeProperties = {
  displayName: 'JSON',
  name: 'inputsJson',
  type: 'json',
  default: '{}',
  description: 'An object with the inputs’ API names and their values',
  displayOptions: { show: { specifyInputs: ['json'] } },
};

/** What the inputs in a form are of. */
interface InputsOf {
  readonly one: string;
  /** The field that names it. */
  readonly locator: string;
  readonly loadOptionsDependsOn: string[];
  readonly resourceMapperMethod: string;
}

export const flowInputsProperties = inputsProperties({
  one: 'a flow',
  locator: 'flow',
  loadOptionsDependsOn: ['flow.value'],
  resourceMapperMethod: 'getFlowInputs',
});

export const actionInputsProperties = inputsProperties({
  one: 'an action',
  locator: 'actionName',
  loadOptionsDependsOn: ['actionType', 'actionName.value'],
  resourceMapperMethod: 'getActionInputs',
});

/** Chosen and filled in one by one, taken from the item's fields of the same name, or in JSON. */
function inputsProperties({ one, locator, loadOptionsDependsOn, resourceMapperMethod }: InputsOf): INodeProperties[] {
  return [
    specifyInputs,
    {
      displayName: `Choose ${one} to see its inputs.`,
      name: 'chooseAction',
      type: 'notice',
      default: '',
      // Not as `show`, which is true of every expression.
      displayOptions: { show: { specifyInputs: ['fields'] }, hide: { [locator]: [{ _cnd: { not: '' } }] } },
    },
    {
      displayName: 'Input Values',
      name: 'inputs',
      type: 'resourceMapper',
      default: { mappingMode: 'defineBelow', value: null },
      required: true,
      // Before it is chosen there are no inputs to offer, and the editor would show that as an error.
      displayOptions: { show: { specifyInputs: ['fields'] }, hide: { [locator]: [''] } },
      typeOptions: {
        loadOptionsDependsOn,
        resourceMapper: {
          resourceMapperMethod,
          mode: 'add',
          fieldWords: { singular: 'input', plural: 'inputs' },
          valuesLabel: 'Input Values',
          addAllFields: true,
          multiKeyMatch: false,
          supportAutoMap: true,
          // What the loader says is shown instead.
          hideNoDataError: true,
        },
      },
    },
    inputsJson,
  ];
}

/**
 * The inputs of one run, as REST takes them.
 * @param form with the data to map automatically
 * @throws InputError, AdvisedError when they are not the action's
 */
export function readInputs(
  { timeZone }: NodeOrg,
  form: FormValues & { readonly json: IDataObject },
  action: ActionDescribe,
): Values {
  return inputValues(givenInputs(form, action), action, { timeZone });
}

function givenInputs(form: FormValues & { readonly json: IDataObject }, action: ActionDescribe): Values {
  if (readOption(form, specifyInputs) === 'json') return jsonInputs(form.param('inputsJson', {}));
  const inputs = form.param<MapperValue | IDataObject>('inputs', {});
  if (!isRecord(inputs)) throw notInputs('Input Values', inputs);
  const areMapped = isMapper(inputs) && isAutomatic(inputs);
  return areMapped ? itemInputs(form.json, action) : mappedValues(form, 'inputs', inputs);
}

function jsonInputs(given: unknown): Values {
  const value = typeof given === 'string' ? parsed(given) : given;
  if (!isRecord(value)) throw notInputs('JSON', given);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function notInputs(field: string, given: unknown): AdvisedError {
  return new AdvisedError(isNot(field, given, 'an object'), {
    field,
    actions: ['Use an object with the inputs’ API names and their values, or an expression that returns one.'],
  });
}

/** The item's fields that have the name of an input; what else it has is not for the action. */
function itemInputs(json: IDataObject, action: ActionDescribe): Values {
  const given = Object.entries(json).filter(([name]) => inputNamed(action, name) !== undefined);
  if (given.length > 0 || action.inputs.length === 0) return Object.fromEntries(given);
  const { label, name, inputs } = action;
  throw new AdvisedError(`The item has no field with the name of an input of ${label} (${name}).`, {
    field: 'Input Values',
    actions: [
      `Rename the item’s fields, or set the inputs one by one. The inputs are ${inputs
        .map((input) => input.name)
        .join(', ')
        .slice(0, 500)}.`,
    ],
  });
}

/** In place of the form's fields when mapping automatically. */
const ITEM_FIELDS = 'The item’s fields that have the API name of an input are sent. Other fields are not.';
const NO_INPUTS = 'It takes no inputs.';

function inputList(chosen: ChosenAction) {
  return fieldLoader(async (form): Promise<ResourceMapperFields> => {
    const { inputs } = await describeAction(form.org, chosen(form));
    return {
      fields: inputs.toSorted((a, b) => Number(b.required) - Number(a.required)).map(formInput),
      emptyFieldsNotice: inputs.length === 0 ? NO_INPUTS : ITEM_FIELDS,
    };
  });
}

export const getFlowInputs = inputList(chosenFlow);
export const getActionInputs = inputList(chosenAction);

function formInput(input: ActionParameter): ResourceMapperField {
  const { name, required, isList, picklistValues } = input;
  const options = isList || picklistValues.length === 0 ? undefined : menuOf(picklistValues);
  const type = fieldTypeOf(input);
  return {
    id: name,
    displayName: inputLabel(input),
    required,
    // The editor sends a checkbox that it shows, though nobody has touched it.
    removed: !required && type === 'boolean',
    defaultMatch: false,
    canBeUsedToMatch: false,
    display: true,
    type: options !== undefined ? 'options' : (!isList && type !== undefined && FORM_TYPES.get(type)) || 'string',
    ...(options === undefined ? {} : { options }),
  };
}

function inputLabel(input: ActionParameter): string {
  const { label, name, isList, sobjectType } = input;
  const titled = label === name ? name : `${label} (${name})`;
  const one = takesObjects(input) ? (sobjectType === null ? 'object' : `${sobjectType} record`) : undefined;
  if (isList) return `${titled} – ${one === undefined ? 'a list' : `a list of ${one}s`}`;
  return one === undefined ? titled : `${titled} – ${one}, in JSON or by an expression`;
}
