import type { IDataObject } from 'n8n-workflow';

import { debugMessages } from '../../../../salesforce/apex/debugLog';
import { executeAnonymous } from '../../../../salesforce/apex/executeAnonymous';
import { countText } from '../../../../salesforce/errors';
import { anonymousApexProperties, readAnonymousApex } from '../../fields/anonymousApex';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';

export const apexExecuteAnonymous: EachOperation = {
  value: 'executeAnonymous',
  name: 'Execute Anonymous',
  action: 'Execute anonymous Apex',
  description: 'Run Apex code once for each item, with the item’s values as variables',
  properties: anonymousApexProperties,
  saves: true,
  each: async (org, item) => {
    const apex = readAnonymousApex(org, item);
    const log = await executeAnonymous(org, apex);
    return [{ success: true, ...loggedIn(org, log ?? '', apex.debugLog) }];
  },
};

function loggedIn(org: NodeOrg, log: string, wanted: 'all' | 'messages' | 'none'): IDataObject {
  if (wanted === 'none') return {};
  return wanted === 'all'
    ? { debugLog: beginningOfLog(org, log) }
    : { messages: firstMessages(org, debugMessages(log)) };
}

/** Characters of a log that an item holds: an org's logs have up to 20 MB. */
const LONGEST_LOG = 200_000;
const CUT = `The debug log is longer than an item holds: only the first ${countText(LONGEST_LOG)} characters are returned.`;

function beginningOfLog({ hints }: NodeOrg, log: string): string {
  if (log.length > LONGEST_LOG) hints.warn(CUT);
  return log.slice(0, LONGEST_LOG);
}

function firstMessages({ hints }: NodeOrg, messages: readonly string[]): string[] {
  let left = LONGEST_LOG;
  const fitting = messages.filter((message) => (left -= message.length) >= 0);
  if (fitting.length < messages.length) hints.warn(CUT);
  return fitting;
}
