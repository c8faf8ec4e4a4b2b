import type { IDataObject } from 'n8n-workflow';

import { debugMessages, isShortened } from '../../../../salesforce/apex/debugLog';
import { executeAnonymous } from '../../../../salesforce/apex/executeAnonymous';
import { countText, withoutSessions } from '../../../../salesforce/errors';
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
    if (apex.debugLog === 'none') return [{ success: true }];
    warnOfLog(org, log);
    return [{ success: true, ...loggedIn(org, log ?? '', apex.debugLog) }];
  },
};

function warnOfLog({ hints }: NodeOrg, log: string | undefined): void {
  if (log === undefined || log === '') hints.warn(NO_LOG);
  else if (isShortened(log)) hints.warn(SHORTENED);
}

const NO_LOG =
  'The code has run, but Salesforce returned no debug log: the org may have used up the 1,000 that it returns in 24 hours.';
const SHORTENED =
  'The debug log was too large for Salesforce, which has left lines out of it: messages can be missing.';

function loggedIn(org: NodeOrg, log: string, wanted: 'all' | 'messages'): IDataObject {
  return wanted === 'all'
    ? { debugLog: beginningOfLog(org, log) }
    : { messages: firstMessages(org, debugMessages(log)) };
}

/** Characters of a log that an item holds: an org's logs have up to 20 MB. */
const LONGEST_LOG = 200_000;
const CUT = `The debug log is longer than an item holds: only the first ${countText(LONGEST_LOG)} characters are returned.`;

function beginningOfLog({ hints }: NodeOrg, log: string): string {
  if (log.length > LONGEST_LOG) hints.warn(CUT);
  return withoutSessions(log.slice(0, LONGEST_LOG));
}

function firstMessages({ hints }: NodeOrg, messages: readonly string[]): string[] {
  let left = LONGEST_LOG;
  const fitting = messages.filter((message) => (left -= message.length) >= 0);
  if (fitting.length < messages.length) hints.warn(CUT);
  return fitting.map(withoutSessions);
}
