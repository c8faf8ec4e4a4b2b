import type { INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readFlag, readNumber } from './allowed';
import { namesIn } from './text';
import { fromList, listIn } from './locator';
import { recordList } from './recordId';

/** A transaction can run Apex for 10 minutes; the rest is for the time before and after. */
const DEFAULT_MINUTES = 15;
const MOST_MINUTES = 24 * 60;

export const longestTransaction: INodeProperties = {
  displayName: 'Longest Transaction (Minutes)',
  name: 'longestTransaction',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: MOST_MINUTES },
  default: DEFAULT_MINUTES,
  description:
    'How long a transaction in Salesforce can run. A change is seen when its transaction ends, and is missed if that takes longer. More minutes take more memory.',
};

export const followTransactions: INodeProperties = {
  displayName: 'Follow Running Transactions',
  name: 'followTransactions',
  type: 'boolean',
  default: false,
  description:
    'Whether to ask Salesforce every five minutes which transactions still run, so that none is too long. Costs an API call each time.',
};

export const repeatAfterRestart: INodeProperties = {
  displayName: 'Repeat Last Records After Restart',
  name: 'repeatAfterRestart',
  type: 'boolean',
  default: true,
  description:
    'Whether to return the records of the last execution again after n8n has restarted. n8n may have stopped before it stored that execution. Not needed with durable poll cursors, where n8n stores both at once.',
};

const IGNORE_CHANGES_BY = 'Ignore Changes By';
const SIGNED_IN = 'me';

export const ignoreChangesBy: INodeProperties = {
  displayName: IGNORE_CHANGES_BY,
  name: 'ignoreChangesBy',
  type: 'resourceLocator',
  default: { mode: 'id', value: '' },
  description:
    'Leaves out records whose last change was made by one of these users: one from the list, or user IDs and “me” for the user of the credential, separated by commas. So a workflow that writes to Salesforce does not start itself. Only who made the last change is known.',
  modes: [
    fromList('Select a user…', 'searchUsers'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. me, 0055g00000ABCdeAAH' },
  ],
};

export const searchUsers = recordList(({ org }) => org.describe.object('User'));

/**
 * IDs of the users whose changes do not count.
 * @throws InputError for what is no ID
 */
export async function readIgnoredUsers(org: NodeOrg, form: FormValues): Promise<ReadonlySet<string>> {
  const given = namesIn(
    listIn(form.param<unknown>('options.ignoreChangesBy', ''), IGNORE_CHANGES_BY),
    IGNORE_CHANGES_BY,
  );
  const idOf = async (name: string): Promise<string> =>
    name.toLowerCase() === SIGNED_IN ? await org.describe.userId() : recordIdOf('User', name, IGNORE_CHANGES_BY);
  return new Set(await Promise.all(given.map(idOf)));
}

/** How far to look back, and how sure to be. */
export interface PollingOptions {
  /** Milliseconds. */
  readonly longestTransaction: number;
  readonly followsTransactions: boolean;
  readonly repeatsAfterRestart: boolean;
}

export function readPollingOptions(form: FormValues): PollingOptions {
  return {
    longestTransaction: readNumber(form, longestTransaction, 'options') * 60_000,
    followsTransactions: readFlag(form, followTransactions, 'options'),
    repeatsAfterRestart: readFlag(form, repeatAfterRestart, 'options'),
  };
}
