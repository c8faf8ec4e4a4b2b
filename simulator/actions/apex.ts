import { badRequest, isObject, writeOptions } from '../rest/call';
import { parameter, textIn, type ActionDefinition } from './action';

/**
 * The guide's example: its address is the class, and its results name the method.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_obj_apex.htm
 */
const addEmployee: ActionDefinition = {
  kind: 'apex',
  name: 'ActionTestWithSObject',
  label: 'Action Test With sObject',
  description: 'Given a list of sObjects (Accounts), increase employee count by one and return account ID',
  type: 'APEX',
  actionName: 'getAccountNames',
  inputs: [parameter('objects', 'objects', 'SOBJECT', { required: true, sobjectType: 'Account' })],
  outputs: [parameter('output', 'output', 'STRING')],
  run: (call, { objects }) => {
    const { store } = call.org;
    const account = store.schema.object('Account');
    const id = isObject(objects) ? textIn(objects, 'Id') : '';
    const row = account && store.byId(account, id);
    if (account === undefined || row === undefined)
      throw badRequest('UNKNOWN_EXCEPTION', 'System.NullPointerException: Attempt to de-reference a null object');
    const employees = Number(row['NumberOfEmployees'] ?? 0) + 1;
    store.update(account, id, { NumberOfEmployees: employees }, writeOptions(call));
    return { output: id };
  },
};

export const APEX: readonly ActionDefinition[] = [addEmployee];
