import { badRequest, writeOptions, type Call, type JsonObject } from '../rest/call';
import { parameter, textIn, type ActionDefinition } from './action';

const contextId = (isRequired: boolean) =>
  parameter('contextId', 'Context ID', 'REFERENCE', { required: isRequired, description: 'The related record' });

/** What a quick action gives: `QuickActionResult` of the SOAP API, in REST. */
const OUTPUTS = [parameter('contextId', 'Context ID', 'REFERENCE'), parameter('id', 'Record ID', 'REFERENCE')];

function saved(call: Call, object: string, values: JsonObject): string {
  const { store } = call.org;
  const schema = store.schema.object(object);
  if (schema === undefined) throw badRequest('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  return store.insert(schema, values, writeOptions(call));
}

function withoutContext({ contextId: _, ...values }: JsonObject): JsonObject {
  return values;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_obj_quick_action.htm */
const logACall: ActionDefinition = {
  kind: 'quickAction',
  name: 'LogACall',
  label: 'Log a Call',
  description: '',
  type: 'LogACall',
  inputs: [
    contextId(false),
    parameter('Subject', 'Subject', 'STRING'),
    parameter('Description', 'Comments', 'TEXTAREA'),
    parameter('WhoId', 'Name', 'REFERENCE'),
  ],
  outputs: OUTPUTS,
  run: (call, inputs) => {
    const context = textIn(inputs, 'contextId');
    const isPerson = /^00[3Q]/.test(context);
    const link = context === '' ? {} : isPerson ? { WhoId: context } : { WhatId: context };
    const values = { Subject: 'Call', Status: 'Completed', TaskSubtype: 'Call', ...link, ...withoutContext(inputs) };
    return { contextId: context === '' ? null : context, id: saved(call, 'Task', values) };
  },
};

const createContact: ActionDefinition = {
  kind: 'quickAction',
  name: 'Account.CreateContact',
  label: 'Create Contact',
  description: '',
  type: 'Create',
  inputs: [
    contextId(true),
    parameter('LastName', 'Last Name', 'STRING', { required: true }),
    parameter('Email', 'Email', 'EMAIL'),
  ],
  outputs: OUTPUTS,
  run: (call, inputs) => {
    const context = textIn(inputs, 'contextId');
    return { contextId: context, id: saved(call, 'Contact', { AccountId: context, ...withoutContext(inputs) }) };
  },
};

/** One of those that every org has: NangoHQ/integration-templates, `list-quick-actions.test.json`. */
const newContact: ActionDefinition = {
  kind: 'quickAction',
  name: 'NewContact',
  label: 'New Contact',
  description: '',
  type: 'Create',
  inputs: [
    contextId(false),
    parameter('LastName', 'Last Name', 'STRING', { required: true }),
    parameter('Title', 'Title', 'STRING'),
  ],
  outputs: OUTPUTS,
  run: (call, inputs) => ({ contextId: null, id: saved(call, 'Contact', withoutContext(inputs)) }),
};

export const QUICK_ACTIONS: readonly ActionDefinition[] = [logACall, newContact, createContact];
