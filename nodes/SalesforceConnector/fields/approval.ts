import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { approvalProcesses } from '../../../salesforce/approvals/processes';
import type { ApprovalAction, ApprovalRequest } from '../../../salesforce/approvals/requests';
import { checkCharacters } from '../../../salesforce/characters';
import type { ObjectDescribe } from '../../../salesforce/describe';
import { damagedId, idIn, recordId } from '../../../salesforce/ids';
import { apiName } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';
import { idsIn } from './file';
import { chosenName, loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, isEmptyLocator, listIn, optionalText, pageOf } from './locator';
import { objectPropertyListing } from './object';
import type { RecordKind } from './recordChoices';
import { mixedRecordList, readOwnRecordId, recordIdProperty, recordLocator } from './recordId';
import { PACE_OPTIONS } from './sendAs';
import { readText } from './text';

const recordToSubmit: INodeProperties = { ...recordIdProperty, description: 'The record to submit for approval' };

const pendingRecord: INodeProperties = {
  ...recordIdProperty,
  description: 'The record that is waiting for approval; its pending request is found by it',
};

export const approvalObject = objectPropertyListing('searchApprovalObjects');

const comments: INodeProperties = {
  displayName: 'Comments',
  name: 'comments',
  type: 'string',
  typeOptions: { rows: 2 },
  default: '',
  placeholder: 'e.g. The discount is within the limits of the campaign',
  description: 'What the record’s approval history says about this step',
};

export const submitProperties: readonly INodeProperties[] = [approvalObject, recordToSubmit, comments];
export const answerProperties: readonly INodeProperties[] = [approvalObject, pendingRecord, comments];

const APPROVAL_PROCESS = 'Approval Process';

const approvalProcess: INodeProperties = {
  displayName: APPROVAL_PROCESS,
  name: 'approvalProcess',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description:
    'The process to submit the record to. Without it, Salesforce takes the first whose entry criteria the record meets.',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select an approval process…', 'searchApprovalProcesses'),
    { displayName: 'By Name or ID', name: 'name', type: 'string', placeholder: 'e.g. Discount_Approval' },
  ],
};

const NEXT_APPROVERS = 'Next Approvers';

const nextApprovers: INodeProperties = {
  displayName: NEXT_APPROVERS,
  name: 'nextApprovers',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description:
    'Who is asked next, where the process leaves it open: a user or queue from the list, or IDs separated by commas',
  modes: [
    fromList('Select a user or queue…', 'searchApprovers'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 0055g00000ABCdeAAH' },
  ],
};

const skipEntryCriteria: INodeProperties = {
  displayName: 'Skip Entry Criteria',
  name: 'skipEntryCriteria',
  type: 'boolean',
  default: false,
  description: 'Whether to submit the record even if it does not meet the entry criteria of the Approval Process',
};

const submitter: INodeProperties = recordLocator({
  displayName: 'Submitter',
  name: 'submitter',
  description: 'The user in whose name the record is submitted. Without it, the signed-in user.',
  searchListMethod: 'searchUsers',
  placeholders: ['Select a user…', 'e.g. 0055g00000ABCdeAAH', 'e.g. https://acme.my.salesforce.com/0055g00000ABCde'],
});

const WORK_ITEM_ID = 'Work Item ID';

const workItem: INodeProperties = {
  displayName: WORK_ITEM_ID,
  name: 'workItemId',
  type: 'string',
  default: '',
  placeholder: 'e.g. 04i5g00000ABCdeAAH',
  description:
    'Which pending request of the record to answer. Without it, that of the signed-in user, or of a queue. With it, also another approver’s, where Salesforce allows that.',
};

export const SUBMIT_OPTIONS: readonly INodeProperties[] = [
  approvalProcess,
  nextApprovers,
  ...PACE_OPTIONS,
  skipEntryCriteria,
  submitter,
];

export const APPROVE_OPTIONS: readonly INodeProperties[] = [nextApprovers, ...PACE_OPTIONS, workItem];
export const REJECT_OPTIONS: readonly INodeProperties[] = [...PACE_OPTIONS, workItem];

const pendingFor: INodeProperties = {
  displayName: 'Pending For',
  name: 'pendingFor',
  type: 'options',
  default: 'record',
  description: 'Whose pending approval requests to get',
  options: [
    { name: 'Record', value: 'record', description: 'Those that are pending for a record, whoever is asked' },
    { name: 'Signed-In User', value: 'user', description: 'Those that ask the user of the credential by name' },
  ],
};

const ofRecord = { show: { pendingFor: ['record'] } };

export const pendingProperties: readonly INodeProperties[] = [
  pendingFor,
  { ...approvalObject, displayOptions: ofRecord },
  { ...recordIdProperty, description: 'The record that is waiting for approval', displayOptions: ofRecord },
];

export function readPendingFor(form: FormValues): 'record' | 'user' {
  return readOption(form, pendingFor);
}

type ReadRequest = Omit<ApprovalRequest, 'action' | 'index'>;

/** What an item asks to submit. */
export function readSubmission(form: FormValues, described: ObjectDescribe | undefined): ReadRequest {
  const process = readProcess(form);
  const submitterId = optionalText(form.param<unknown>('options.submitter', ''), submitter.displayName);
  const skips = readFlag(form, skipEntryCriteria, 'options');
  if (skips && process === undefined) {
    throw new AdvisedError('Skip Entry Criteria is on, and no approval process is named whose criteria to skip.', {
      field: APPROVAL_PROCESS,
      actions: ['Choose an approval process in the options, or turn Skip Entry Criteria off.'],
    });
  }
  return {
    recordId: readOwnRecordId(form, described),
    ...readComments(form),
    ...readNextApprovers(form),
    ...(process === undefined ? {} : { process }),
    ...(skips ? { skipEntryCriteria: true } : {}),
    ...(submitterId === undefined ? {} : { submitterId: approverId(submitterId, submitter.displayName, ['005']) }),
  };
}

/** How an item answers the pending request of its record. */
export function readApprovalAnswer(
  form: FormValues,
  action: ApprovalAction,
  described: ObjectDescribe | undefined,
): ReadRequest {
  const item = action === 'Removed' ? '' : readText(form, workItem, 'options');
  return {
    recordId: readOwnRecordId(form, described),
    ...readComments(form),
    ...(action === 'Approve' ? readNextApprovers(form) : {}),
    ...(item === '' ? {} : { workItemId: approverId(item, WORK_ITEM_ID, ['04i']) }),
  };
}

function readComments(form: FormValues): Pick<ReadRequest, 'comments'> {
  const text = readText(form, comments);
  checkCharacters(text, () => comments.displayName);
  return text === '' ? {} : { comments: text };
}

function readNextApprovers(form: FormValues): Pick<ReadRequest, 'nextApproverIds'> {
  const given = form.param<unknown>('options.nextApprovers', '');
  if (isEmptyLocator(given)) return {};
  const prefixes = ['005', '00G'];
  const ids = idsIn(listIn(given, NEXT_APPROVERS), NEXT_APPROVERS, prefixes);
  return { nextApproverIds: ids.map((id) => approverId(id, NEXT_APPROVERS, prefixes)) };
}

/** A developer name or an ID, and nothing else. */
function readProcess(form: FormValues): string | undefined {
  const text = optionalText(form.param<unknown>('options.approvalProcess', ''), APPROVAL_PROCESS)?.trim();
  if (text === undefined) return undefined;
  const damaged = damagedId(text, APPROVAL_PROCESS);
  if (damaged !== undefined) throw damaged;
  return idIn(text, ['04a']) ?? apiName(text, APPROVAL_PROCESS);
}

const KINDS_OF_ID: Readonly<Record<string, string>> = {
  '005': 'a user',
  '00G': 'a queue',
  '04i': 'a pending approval request',
};

/** The ID in a text, which is one of these kinds. */
function approverId(text: string, what: string, prefixes: readonly string[]): string {
  const id = recordId(text, what, prefixes);
  if (prefixes.some((prefix) => id.startsWith(prefix))) return id;
  const kinds = prefixes.map((prefix) => `${KINDS_OF_ID[prefix] ?? ''} (${prefix})`).join(' or ');
  throw new AdvisedError(`${what}: “${id}” is not the ID of ${kinds}.`, {
    field: what,
    actions: ['Use an ID that begins so, or leave the option out.'],
  });
}

/** The objects that have approval processes. */
export const searchApprovalObjects = loader(
  async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const named = new Set((await approvalProcesses(org)).map(({ object }) => object));
    const objects = (await org.describe.global()).filter(({ name }) => named.has(name));
    return pageOf(objects.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);

/** The approval processes of the chosen object, in the order in which Salesforce tries them. */
export const searchApprovalProcesses = loader(
  async ({ org, value }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const object = chosenName(value('object'), { field: 'Object', lists: 'approval processes' });
    const own = (await approvalProcesses(org)).filter(
      (process) => process.object.toLowerCase() === object.toLowerCase(),
    );
    return pageOf(
      own.map(({ id, name }) => ({ name, value: id })),
      filter,
      paginationToken,
    );
  },
);

const APPROVERS: readonly RecordKind[] = [
  { object: 'User', only: { IsActive: true } },
  { object: 'Group', kind: 'Queue', only: { Type: 'Queue' } },
];

export const searchApprovers = mixedRecordList(APPROVERS);
