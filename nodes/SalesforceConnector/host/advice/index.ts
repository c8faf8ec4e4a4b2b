import {
  AnswerError,
  asError,
  ConnectionError,
  ConnectorError,
  InputError,
  JobError,
  NotSentError,
  SalesforceError,
  UncertainError,
  theCounted,
  type Deed,
  type HeldBackBecause,
  type RowCounts,
} from '../../../../salesforce/errors';
import { ANY_LABEL, type Labels } from '../labels';
import { answerActions } from './answers';
import { inputAdvice } from './inputs';
import { doNotRetry } from './retry';
import { sentencesFor, type Action, type Advice } from './types';

export { doNotRetry } from './retry';
export type { Action, Advice } from './types';

interface AdvisedErrorOptions {
  /** Display name of the form's field. */
  readonly field?: string;
  /** API name of the Salesforce field. */
  readonly apiName?: string;
  readonly actions?: readonly Action[];
  readonly errorCode?: string;
}

/** An error of the node itself, which says what to do about it. */
export class AdvisedError extends ConnectorError {
  override readonly name = 'AdvisedError';
  readonly errorCode: string;
  readonly fields: readonly string[];
  readonly actions: readonly Action[];
  /** Of the form, among its fields. */
  readonly #label: string | undefined;

  constructor(
    message: string,
    readonly options: AdvisedErrorOptions = {},
  ) {
    const { field, apiName, actions = [], errorCode = 'INVALID_INPUT' } = options;
    super(message);
    this.errorCode = errorCode;
    this.fields = [field, apiName].filter((name) => name !== undefined);
    this.actions = actions;
    this.#label = field;
  }

  /** In the words of a form that may not have the field. */
  adviceFor(labels: Labels): Advice {
    const fields = this.fields.filter((name) => name !== this.#label || labels.has(name));
    return { fields, actions: sentencesFor(labels, this.actions) };
  }
}

/**
 * An error about a part of an item's input, which says about which.
 * @param where the part
 */
export function inPlace(where: string, error: unknown): Error {
  if (error instanceof InputError) return new InputError(`${where}: ${error.message}`, error.problem, ...error.fields);
  if (error instanceof AdvisedError) return new AdvisedError(`${where}: ${error.message}`, error.options);
  return asError(error);
}

/**
 * Advice on an error, in the words of the form that it is for.
 * @param changesNothing whether what failed could not have changed a record
 */
export function adviceOn(error: unknown, labels: Labels = ANY_LABEL, changesNothing = false): Advice {
  if (error instanceof AdvisedError) return error.adviceFor(labels);
  if (error instanceof InputError) return inputErrorAdvice(error, labels);
  if (isOfAnother(error)) return { fields: [], actions: adviceOn(error.cause, labels).actions };
  const fields = error instanceof ConnectorError ? error.fields : [];
  const actions =
    error instanceof SalesforceError && !isRefusedOnTheWay(error) ? answerActions(error) : otherActions(error);
  const fitting = changesNothing ? actions.flatMap(ofRead) : actions;
  return { fields, actions: sentencesFor(labels, fitting) };
}

function inputErrorAdvice({ fields, problem }: InputError, labels: Labels): Advice {
  const advice = inputAdvice(problem, labels);
  return fields.length > 0 ? { fields, actions: advice.actions } : advice;
}

function otherActions(error: unknown): readonly Action[] {
  if (error instanceof ConnectionError) return [CONNECTION_ACTIONS[error.reached]];
  if (error instanceof AnswerError)
    return error.to === 'signIn' ? [WHO_ANSWERED] : [WHO_ANSWERED, CHECK_FIRST, ...textActions(error)];
  if (error instanceof SalesforceError) return [WHO_ANSWERED, CHECK_FIRST];
  if (error instanceof JobError) return jobActions(error);
  if (error instanceof UncertainError) return [...UNCERTAIN_ACTIONS[error.deed], ...textActions(error.cause)];
  return error instanceof NotSentError ? NOT_SENT_ACTIONS[error.because] : [];
}

/** Whether a proxy, or whatever stands on the way, refused with a code that Salesforce has no part in. */
function isRefusedOnTheWay({ isForeign, status, to }: SalesforceError): boolean {
  return isForeign && to === 'request' && status < 500 && status !== 429;
}

/** Whether it was another failure that held back a row. */
function isOfAnother(error: unknown): error is NotSentError {
  return error instanceof NotSentError && (error.because === 'earlierFailure' || error.because === 'noSession');
}

const CONNECTION_ACTIONS: Readonly<Record<ConnectionError['reached'], string>> = {
  maybe: 'Salesforce may have processed the request before the connection was lost: check before you run it again.',
  no: 'Nothing reached Salesforce. Check My Domain in the credential, and that n8n can reach that host.',
};

const WHO_ANSWERED =
  'Something between n8n and Salesforce may have answered: a proxy, a login page, or maintenance. Open the address of the org from the machine n8n runs on.';
const CHECK_FIRST = 'If this was to change records, check in Salesforce whether it did before you run it again.';

/** What is left to do where nothing can have been changed. */
function ofRead(action: Action): readonly Action[] {
  if (action === CHECK_FIRST) return [];
  return action === CONNECTION_ACTIONS.maybe
    ? ['The connection was lost before the answer was there. Run it again.']
    : [action];
}

/** A class can answer with anything that Response does not expect. */
function textActions(error: unknown): readonly Action[] {
  return error instanceof AnswerError && error.to === 'apexRest'
    ? [{ field: 'Response', action: 'If the Apex class answered with text that is no JSON, set Response to Text.' }]
    : [];
}

const NOT_SENT_ACTIONS: Readonly<Record<HeldBackBecause, readonly Action[]>> = {
  apiUsage: [
    {
      field: 'Stop at API Usage (%)',
      action: 'Run the items again later, or raise Stop at API Usage (%) in the options.',
      otherwise: 'Run the items again later.',
    },
  ],
  cancelled: [],
  earlierFailure: [],
  noSession: [],
  jobAborted: ['Send the record again.'],
  jobRunning: [
    'Once that job has ended, run this again with the items that were not sent: the Bulk operation Wait tells when.',
    { field: 'Wait Up To (Minutes)', action: 'To have all of them sent in one run, raise Wait Up To (Minutes).' },
  ],
  unfitItem: [
    'Correct that item and run again: no item was sent. Or choose Settings > On Error > Continue to send the others anyway.',
  ],
  unfitNode: ['Correct that item and run again: a graph is sent with all its nodes or not at all.'],
};

const UNCERTAIN_ACTIONS: Readonly<Record<Deed, readonly Action[]>> = {
  approved: [
    'Look at the record’s approval history in Salesforce before you run this again for it: the request of the next step may be waiting, and would be approved.',
  ],
  carriedOut: ['Check in Salesforce whether it was before you send it again.'],
  converted: ['Check in Salesforce whether the lead is converted before you convert it again.'],
  created: [
    'Look for the record in Salesforce before you send it again, to avoid a duplicate.',
    {
      field: 'Send As',
      action: 'Use Create or Update with an external ID: what is sent twice makes one record.',
    },
  ],
  merged: ['Check in Salesforce whether the other records are in the Recycle Bin before you merge them again.'],
  posted: ['Look into the feed in Salesforce, or read it with Feed > Get Many, before you post it again.'],
  published: [
    'Events cannot be looked up: ask a subscriber whether it came. Publish it again only if a second event does no harm.',
  ],
  recalled: [
    'Look at the record’s approval history in Salesforce before you run this again for it: somebody may have submitted the record again since.',
  ],
  rejected: [
    'Look at the record’s approval history in Salesforce before you run this again for it: the request of an earlier step may be waiting, and would be rejected.',
  ],
  revoked: ['Run it again: of a token that was revoked, Salesforce then says that it is not valid.'],
  run: ['Check in Salesforce whether it did its work before you run it again for this item.'],
  submitted: [
    'Look at the record’s approval history in Salesforce before you run this again for it: if the process has ended already, the record would be submitted a second time.',
  ],
  undeleted: ['Check in Salesforce whether the record is there again before you restore it again.'],
};

function jobActions({ errorCode, jobIds, counts }: JobError): readonly string[] {
  const ids = jobIds.join(', ');
  if (counts !== undefined) return [getFailedRows(ids), ...savedRows(counts)];
  return errorCode === 'BULK_JOB_PENDING'
    ? [`Look up Bulk job ${ids} with the operations Wait, Get Job and Get Job Results before you send the data again.`]
    : [
        `Use the Bulk operation Get Job Results with Job ${ids} instead of running this again: Salesforce keeps results for seven days.`,
      ];
}

function getFailedRows(ids: string): string {
  return (
    `Get the failed rows with their errors by the Bulk operation Get Job Results with Job ${ids}. ` +
    'After a temporary error use Retry Failed Rows; otherwise correct these rows and load only them.'
  );
}

function savedRows({ rows, failed, unprocessed, unknown = 0, running = 0 }: RowCounts): readonly string[] {
  const saved = rows - failed - unprocessed - unknown;
  return [
    ...(running > 0
      ? ['Use the Bulk operation Wait for the rows that are still being processed, and then Get Job Results.']
      : []),
    ...(unknown > 0 ? ['Look in Salesforce for the rows that are unknown before you load them again.'] : []),
    ...(saved > 0 ? [doNotRetry(theCounted(saved, 'other row'))] : []),
  ];
}
