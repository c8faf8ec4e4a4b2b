import type { IDataObject } from 'n8n-workflow';

import { convertLeads, type LeadConversion } from '../../../../salesforce/soap/convertLead';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import {
  LEAD_CONVERSION_OPTIONS,
  leadConversionProperties,
  leadProperty,
  readLeadConversion,
} from '../../fields/leadConversion';
import type { BatchOperation } from '../define';
import { FirstItems } from '../firstItems';
import { atPace, writeInGroups } from '../writeInGroups';

export const leadConvert: BatchOperation = {
  value: 'convert',
  name: 'Convert',
  action: 'Convert lead',
  description: 'Convert a lead into an account, a contact and, if wanted, an opportunity',
  properties: leadConversionProperties,
  options: LEAD_CONVERSION_OPTIONS,
  saves: true,
  batch: async (org, items) => {
    const first = new FirstItems(org, items, (item) => readLeadConversion(item).leadId, leadProperty.displayName);
    const convert = writeInGroups<RequestSettings, LeadConversion>({
      objectOf: () => undefined,
      read: (_, item) =>
        atPace(item, () => {
          const conversion = { index: item.index, ...readLeadConversion(item) };
          first.claim(conversion.leadId, item);
          return conversion;
        }),
      write: (_, pace, leads) => convertLeads(org, leads, pace),
      toJson: ({ result }) => ({ ...(result as IDataObject), converted: true }),
    });
    return await convert(org, items);
  },
};
