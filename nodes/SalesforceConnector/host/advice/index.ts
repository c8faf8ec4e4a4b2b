import {
  AnswerError,
  ConnectionError,
  ConnectorError,
  InputError,
  JobError,
  NotSentError,
  SalesforceError,
  UncertainError,
  countText,
  type HeldBackBecause,
  type RowCounts,
} from '../../../../salesforce/errors';
import { answerActions } from './answers';
import { inputAdvice } from './inputs';
import { doNotRetry } from './retry';
import type { Advice } from './types';

export { doNotRetry } from './retry';
export type { Advice } from './types';

interface AdvisedErrorOptions {
  /** Display name of the form's field, or API name of the Salesforce field. */
  readonly field?: string;
  readonly actions?: readonly string[];
  readonly errorCode?: string;
}

/** An error of the node itself, which says what to do about it. */
export class AdvisedError extends ConnectorError {
  override readonly name = 'AdvisedError';
  readonly errorCode: string;
  readonly fields: readonly string[];
  readonly actions: readonly string[];

  constructor(message: string, { field, actions = [], errorCode = 'INVALID_INPUT' }: AdvisedErrorOptions = {}) {
    super(message);
    this.errorCode = errorCode;
    this.fields = field === undefined ? [] : [field];
    this.actions = actions;
  }
}

/** Advice on an error, in the words of this package's forms. */
export function adviceOn(error: unknown): Advice {
  if (error instanceof AdvisedError) return error;
  if (error instanceof InputError) return inputErrorAdvice(error);
  if (error instanceof SalesforceError) return { fields: error.fields, actions: answerActions(error) };
  const fields = error instanceof ConnectorError ? error.fields : [];
  return { fields, actions: otherActions(error) };
}

function inputErrorAdvice({ fields, problem }: InputError): Advice {
  const advice = inputAdvice(problem);
  return fields.length > 0 ? { fields, actions: advice.actions } : advice;
}

function otherActions(error: unknown): readonly string[] {
  if (error instanceof ConnectionError) return [CONNECTION_ACTIONS[error.reached]];
  if (error instanceof AnswerError) return error.to === 'signIn' ? [WHO_ANSWERED] : [WHO_ANSWERED, CHECK_FIRST];
  if (error instanceof JobError) return jobActions(error);
  if (error instanceof UncertainError) return UNCERTAIN_ACTIONS;
  if (!(error instanceof NotSentError)) return [];
  const { because, cause } = error;
  return because === 'earlierFailure' || because === 'noSession' ? adviceOn(cause).actions : NOT_SENT_ACTIONS[because];
}

const CONNECTION_ACTIONS: Readonly<Record<ConnectionError['reached'], string>> = {
  maybe: 'Salesforce may have processed the request before the connection was lost: check before you run it again.',
  no: 'Nothing reached Salesforce. Check My Domain in the credential, and that n8n can reach that host.',
};

const WHO_ANSWERED =
  'Something between n8n and Salesforce may have answered: a proxy, a login page, or maintenance. Open the address of the org from the machine n8n runs on.';
const CHECK_FIRST = 'If this was to change records, check in Salesforce whether it did before you run it again.';

const NOT_SENT_ACTIONS: Readonly<Record<HeldBackBecause, readonly string[]>> = {
  apiUsage: ['Run the items again later, or raise Stop at API Usage (%) in the options.'],
  cancelled: [],
  earlierFailure: [],
  noSession: [],
  jobAborted: ['Send the record again.'],
  unfitItem: [
    'Correct that item and run again: no item was sent. Or choose Settings > On Error > Continue to send the others anyway.',
  ],
};

const UNCERTAIN_ACTIONS: readonly string[] = [
  'Look for the record in Salesforce before you send it again, to avoid a duplicate.',
  'Use Create or Update with an external ID, or Send As: Bulk: both are safe to repeat when a connection is lost.',
];

function jobActions({ errorCode, jobIds, counts }: JobError): readonly string[] {
  const ids = jobIds.join(', ');
  if (counts !== undefined) return [getFailedRows(ids), ...savedRows(counts)];
  return errorCode === 'BULK_JOB_PENDING'
    ? [`Check Job ID ${ids} with the Bulk operations Wait, Get Job and Get Job Results before you send the data again.`]
    : [
        `Use the Bulk operation Get Job Results with Job ID ${ids} before you load the data again: Salesforce keeps results for seven days.`,
      ];
}

function getFailedRows(ids: string): string {
  return (
    `Get the failed rows with their errors by the Bulk operation Get Job Results with Job ID ${ids}. ` +
    'After a temporary error use Retry Failed Rows; otherwise correct these rows and load only them.'
  );
}

function savedRows({ rows, failed, unprocessed }: RowCounts): readonly string[] {
  const saved = rows - failed - unprocessed;
  return saved > 0 ? [doNotRetry(`the ${countText(saved)} other rows`)] : [];
}
