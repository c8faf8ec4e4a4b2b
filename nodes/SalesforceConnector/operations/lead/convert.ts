import type { IDataObject } from 'n8n-workflow';

import { convertLeads, type LeadConversion } from '../../../../salesforce/soap/convertLead';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { LEAD_CONVERSION_OPTIONS, leadConversionProperties, readLeadConversion } from '../../fields/leadConversion';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';

export const leadConvert: BatchOperation = {
  value: 'convert',
  name: 'Convert',
  action: 'Convert lead',
  description: 'Convert a lead into an account, a contact and, if wanted, an opportunity',
  properties: leadConversionProperties,
  options: LEAD_CONVERSION_OPTIONS,
  saves: true,
  batch: writeInGroups<RequestSettings, LeadConversion>({
    objectOf: () => undefined,
    read: (_, item) => atPace(item, () => ({ index: item.index, ...readLeadConversion(item) })),
    write: (org, pace, leads) => convertLeads(org, leads, pace),
    toJson: ({ result }) => ({ ...(result as IDataObject), converted: true }),
  }),
};
