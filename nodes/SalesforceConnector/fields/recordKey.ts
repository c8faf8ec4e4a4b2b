import type { INodeProperties } from 'n8n-workflow';

import type { RecordKey } from '../../../salesforce/records/single';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { externalIdFieldProperty, externalIdValueProperty, readExternalKey } from './externalId';
import { readRecordId, recordIdProperty } from './recordId';

const identifyBy: INodeProperties = {
  displayName: 'Identify By',
  name: 'identifyBy',
  type: 'options',
  default: 'recordId',
  description: 'How to identify the record',
  options: [
    {
      name: 'External ID',
      value: 'externalId',
      description: 'The value of a field that is unique to the record, such as its ID in another system',
    },
    { name: 'Record ID', value: 'recordId', description: 'The record’s ID in Salesforce' },
  ],
};

/** Identifies the record by its ID or an external ID. */
export const recordKeyProperties: readonly INodeProperties[] = [
  identifyBy,
  { ...recordIdProperty, displayOptions: { show: { identifyBy: ['recordId'] } } },
  { ...externalIdFieldProperty, displayOptions: { show: { identifyBy: ['externalId'] } } },
  { ...externalIdValueProperty, displayOptions: { show: { identifyBy: ['externalId'] } } },
];

/** What identifies the record: its ID or an external ID. */
export function readRecordKey(form: FormValues): RecordKey {
  return readOption(form, identifyBy) === 'externalId' ? readExternalKey(form) : readRecordId(form);
}
