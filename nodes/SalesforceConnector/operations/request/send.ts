import { mayWrite, readRequest, requestProperties } from '../../fields/request';
import {
  followPages,
  fullResponse,
  neverError,
  readResponseSettings,
  responseProperties,
  splitOut,
} from '../../fields/response';
import type { EachOperation } from '../define';
import { sendItem } from './sendItem';

export const requestSend: EachOperation = {
  value: 'send',
  name: 'Send',
  action: 'Send request',
  description: 'Send a request to any path of the org: REST, Tooling, Connect, UI, Analytics, Apex REST or SOAP',
  properties: [...requestProperties, ...responseProperties],
  options: [followPages, fullResponse, neverError, splitOut],
  saves: mayWrite,
  each: async (org, item) => {
    const request = readRequest(org, item);
    return await sendItem({ org, item, request }, readResponseSettings(item));
  },
};
