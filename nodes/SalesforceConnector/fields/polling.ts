import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readFlag, readNumber } from './allowed';

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
