import type { INodeParameters } from 'n8n-workflow';

import { CONTACT } from '../../cases/contacts';
import { CONTACTS } from '../subjects';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';

/** Trees in one request. */
const TREES = 75;

/** A contact with a case of its own. */
export const CREATE_WITH_RELATED: WriteCase = {
  title: 'Create with related',
  subject: CONTACTS,
  operation: 'create',
  way: 'collections',
  hidden: TIMES * TREES,
  input: (wishes) => wishes.map(({ key, value }) => ({ LastName: value, Title: key, Cases: [{ Subject: key }] })),
  nodes: (salesforce) => [
    salesforce({
      resource: 'record',
      operation: 'createWithRelated',
      object: CONTACT,
      fields: { mappingMode: 'autoMapInputData', value: null },
      related: { relationship: [{ relationship: { __rl: true, mode: 'name', value: 'Cases' } }] },
    } as unknown as INodeParameters),
  ],
  read: async (output) => outcomesOfItems(output),
  targets: (size, fault) => middleTargets({ method: 'POST', path: '/composite/graph$' }, TREES, size, fault),
};
