import { normalizeId } from '../data';
import { badRequest } from '../rest/call';
import { parameter, textIn, type ActionDefinition } from './action';

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_obj_email_alert.htm */
const caseReceived: ActionDefinition = {
  kind: 'emailAlert',
  name: 'Case.Case_Received',
  label: 'Case Received',
  description: 'Tells the contact that the case has arrived',
  type: 'EMAIL_ALERT',
  inputs: [parameter('SObjectRowId', 'Record ID', 'ID', { required: true })],
  outputs: [],
  run: ({ org }, inputs) => {
    const id = textIn(inputs, 'SObjectRowId');
    const object = org.store.schema.object('Case');
    if (object === undefined || org.store.byId(object, normalizeId(id) ?? '') === undefined)
      throw badRequest('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id`);
    org.actions.emails.push({ to: [id], subject: 'We have received your case', body: '' });
    return null;
  },
};

export const EMAIL_ALERTS: readonly ActionDefinition[] = [caseReceived];
