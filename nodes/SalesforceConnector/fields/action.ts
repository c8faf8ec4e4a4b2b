import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { actionRef, type ActionKind, type ActionRef } from '../../../salesforce/actions/action';
import { listActions } from '../../../salesforce/actions/describe';
import type { FormValues } from '../host/form';
import { optionOf, readOption } from './allowed';
import { chosenName, loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, pageOf } from './locator';

export const flowProperty: INodeProperties = {
  displayName: 'Flow',
  name: 'flow',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'An active autolaunched flow without a trigger',
  modes: [
    fromList('Select a flow…', 'searchFlows'),
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. Create_Follow_Up',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z]\\w*\\s*$',
            errorMessage: 'API names contain only letters, digits and underscores',
          },
        },
      ],
    },
  ],
};

export const actionTypeProperty: INodeProperties = {
  displayName: 'Action Type',
  name: 'actionType',
  type: 'options',
  default: 'standard',
  options: [
    { name: 'Apex', value: 'apex', description: 'A class of the org with a method that is an @InvocableMethod' },
    { name: 'Email Alert', value: 'emailAlert', description: 'An email that is set up for the records of an object' },
    { name: 'Quick Action', value: 'quickAction', description: 'Creates or updates a record, or logs a call' },
    {
      name: 'Standard',
      value: 'standard',
      description: 'One of Salesforce’s own, such as Send Email or Post to Chatter',
    },
  ],
};

const actionLocator: INodeProperties = {
  displayName: 'Action',
  name: 'actionName',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The action to run',
  typeOptions: { loadOptionsDependsOn: ['actionType'] },
  modes: [
    fromList('Select an action…', 'searchActions'),
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. emailSimple or Case.LogACall',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z]\\w*(\\.[A-Za-z]\\w*)?\\s*$',
            errorMessage: 'An API name, which begins with the object if it is an object’s action',
          },
        },
      ],
    },
  ],
};

export const actionProperties: readonly INodeProperties[] = [actionTypeProperty, actionLocator];

/** Which flow or action the form names. */
export type ReadAction = (form: FormValues) => ActionRef;

export const readFlow: ReadAction = (form) => form.shared(flowRef);
export const readAction: ReadAction = (form) => form.shared(namedActionRef);

function flowRef(form: FormValues): ActionRef {
  return actionRef('flow', locatorText(form.param('flow'), 'Flow'), 'Flow');
}

function namedActionRef(form: FormValues): ActionRef {
  return actionRef(readActionType(form), locatorText(form.param('actionName'), 'Action'), 'Action');
}

export function readActionType(form: FormValues): ActionKind {
  return readOption<ActionKind>(form, actionTypeProperty);
}

/** The flow or the action in a form that is being edited. */
export type ChosenAction = (form: ListForm) => ActionRef;

export const chosenFlow: ChosenAction = (form) =>
  actionRef('flow', chosenName(form.value('flow'), { field: 'Flow', lists: 'inputs' }), 'Flow');

export const chosenAction: ChosenAction = (form) =>
  actionRef(chosenType(form), chosenName(form.value('actionName'), { field: 'Action', lists: 'inputs' }), 'Action');

function chosenType(form: ListForm): ActionKind {
  return optionOf<ActionKind>(form.value('actionType'), actionTypeProperty);
}

function actionList(kindOf: (form: ListForm) => ActionKind) {
  return loader(async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const actions = await listActions(form.org, kindOf(form));
    return pageOf(actions.toSorted(byLabel).map(choice), filter, paginationToken);
  });
}

export const searchFlows = actionList(() => 'flow');
export const searchActions = actionList(chosenType);
