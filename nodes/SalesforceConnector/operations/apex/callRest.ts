import { apexRequestProperties, mayWrite, readApexRequest } from '../../fields/request';
import { fullResponse, neverError, readResponseSettings, responseProperties, splitOut } from '../../fields/response';
import type { EachOperation } from '../define';
import { sendItem } from '../request/sendItem';

export const apexCallRest: EachOperation = {
  value: 'callRest',
  name: 'Call REST',
  action: 'Call Apex REST',
  description: 'Call a REST service that the org’s own Apex classes offer, below /services/apexrest/',
  properties: [...apexRequestProperties, ...responseProperties],
  options: [fullResponse, neverError, splitOut],
  isUnversioned: true,
  saves: mayWrite,
  each: async (org, item) => {
    const request = readApexRequest(org, item);
    // A link to a next page leads to the data API.
    return await sendItem({ org, item, request }, { ...readResponseSettings(item), followPages: false });
  },
};
