import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { COLLECTION, CONTACT } from '../../cases/contacts';
import type { TrialOrg } from '../org';
import { CONVERTED, MERGED, UNDELETED } from '../subjects';
import type { Wish } from '../wishes';
import { middleTargets, outcomesOfItems, TIMES, type WriteCase } from './define';

/** Conversions in one request. */
const CONVERSIONS = 100;

const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

interface SoapCase extends Pick<WriteCase, 'operation' | 'subject' | 'title'> {
  readonly rows: number;
  readonly parameters: IDataObject;
  readonly input: (wish: Wish, org: TrialOrg) => IDataObject;
  /** The ID of what was written. */
  readonly written: (json: IDataObject) => unknown;
}

/** Results come in the order of the records; new ones have no ID to compare. */
function soapCase({ rows, parameters, input, written, ...row }: SoapCase): WriteCase {
  const shaped = (item: INodeExecutionData): INodeExecutionData => {
    const { json } = item;
    return { ...item, json: { ...json, id: written(json) as string, created: row.operation === 'create' } };
  };
  return {
    ...row,
    way: 'collections',
    hidden: TIMES * rows,
    input: (wishes, org) => wishes.map((wish) => input(wish, org)),
    nodes: (salesforce) => [salesforce(parameters as unknown as INodeParameters)],
    read: async (output) => outcomesOfItems(output.map(shaped)),
    targets: (size, fault) => middleTargets({ method: 'POST', path: '/services/Soap/u/' }, rows, size, fault),
  };
}

/** A contact that was deleted comes back; a bad one is no longer in the Recycle Bin. */
const undeleteCase = soapCase({
  title: 'Undelete',
  subject: UNDELETED,
  operation: 'create',
  rows: COLLECTION,
  parameters: {
    resource: 'record',
    operation: 'undelete',
    object: CONTACT as IDataObject,
    recordId: byId('={{ $json.recordId }}'),
  },
  input: ({ key, value, bad }, org) => {
    const id = org.insert('Contact', { LastName: bad ? 'Bad' : value, Title: key });
    org.remove('Contact', id);
    if (bad) org.purge('Contact', id);
    return { recordId: id };
  },
  written: ({ id }) => id,
});

/** A duplicate goes; the master of a bad one is gone. */
const mergeCase = soapCase({
  title: 'Merge',
  subject: MERGED,
  operation: 'delete',
  rows: COLLECTION,
  parameters: {
    resource: 'record',
    operation: 'merge',
    object: CONTACT as IDataObject,
    recordId: byId('={{ $json.masterId }}'),
    duplicateIds: byId('={{ $json.duplicateId }}'),
    fields: { mappingMode: 'defineBelow', value: null },
  },
  input: ({ id = '', bad }, org) => {
    const masterId = org.insert('Contact', { LastName: 'Master' });
    if (bad) org.remove('Contact', masterId);
    return { masterId, duplicateId: id };
  },
  written: ({ mergedRecordIds }) => (Array.isArray(mergedRecordIds) ? mergedRecordIds[0] : undefined),
});

/** A contact comes of a lead; a bad one is deleted. */
const convertCase = soapCase({
  title: 'Convert a lead',
  subject: CONVERTED,
  operation: 'create',
  rows: CONVERSIONS,
  parameters: {
    resource: 'lead',
    operation: 'convert',
    leadId: byId('={{ $json.leadId }}'),
    convertedStatus: { __rl: true, mode: 'name', value: 'Closed - Converted' },
    convertOpportunity: 'none',
  },
  input: ({ key, value, bad }, org) => {
    const leadId = org.insert('Lead', { LastName: bad ? 'Bad' : value, Title: key, Company: key });
    if (bad) org.remove('Lead', leadId);
    return { leadId };
  },
  written: ({ contactId }) => contactId,
});

export const SOAP_WRITES: readonly WriteCase[] = [undeleteCase, mergeCase, convertCase];
