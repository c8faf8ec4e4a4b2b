import type { INodeProperties } from 'n8n-workflow';

/** In place of the fields that depend on the object, until one is chosen. */
export const chooseObjectNotice: INodeProperties = {
  displayName: 'Choose an object to see its fields.',
  name: 'chooseObject',
  type: 'notice',
  default: '',
  // Not as `show`, which is true of every expression.
  displayOptions: { hide: { object: [{ _cnd: { not: '' } }] } },
};

/** Below the fields to send: the editor shows no hint at a resource mapper. */
export const emptyValuesNotice: INodeProperties = {
  displayName:
    'A value of null or empty text, from an expression or from an item that is mapped automatically, clears its field in Salesforce. What is left empty in this form, or is undefined, is not sent: the field stays as it is.',
  name: 'emptyValues',
  type: 'notice',
  default: '',
  // Not by the mapping mode: n8n 1 loads no node in which a field depends on a part of another one.
  displayOptions: { hide: { object: [''] } },
};
