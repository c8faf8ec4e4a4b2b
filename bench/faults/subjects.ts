import { createHash } from 'node:crypto';

import { eventUuid } from '../../simulator/streaming/platformEvents';
import type { Row } from '../../simulator/types';
import type { Held } from './agreement';
import type { TrialOrg } from './org';
import { BEFORE, type Operation, type Wish } from './wishes';

/** A kind of record that a case writes, as the org's own store has it. */
export interface Subject {
  readonly object: string;
  /** Which wish a record is of, and what of it is as wished for. */
  readonly held: (row: Row, org: TrialOrg) => Held & { readonly key: string };
  /** Adds a record that is there before. @returns its ID */
  readonly insert: (org: TrialOrg, operation: Operation, wish: Omit<Wish, 'id'>) => string;
  /** Events are in no table whose rows another transaction could lock, and the platform waits for its own. */
  readonly neverLocked?: true;
  /** The error codes of bad ones; where there is none, none is bad. */
  readonly refusals: Readonly<Partial<Record<Operation, string>>>;
}

const TOO_LONG = 'STRING_TOO_LONG';

export const CONTACTS: Subject = {
  object: 'Contact',
  held: ({ Id, LastName, Title }) => ({ key: String(Title), id: String(Id), value: String(LastName) }),
  // Salesforce does not delete a contact that has cases.
  insert: (org, operation, { key, bad }) => {
    const id = org.insert('Contact', { LastName: BEFORE, Title: key, External_Id__c: key });
    if (operation === 'delete' && bad) org.insert('Case', { ContactId: id });
    return id;
  },
  refusals: { create: TOO_LONG, update: TOO_LONG, upsert: TOO_LONG, delete: 'DELETE_FAILED' },
};

/** Nothing of these is there before. */
const none = (): string => {
  throw new Error('There is nothing to change.');
};

export const EVENTS: Subject = {
  object: 'Order_Event__e',
  held: ({ Id, Order_Number__c: key, Note__c: value }) => ({
    key: String(key),
    id: eventUuid(String(Id)),
    value: String(value),
  }),
  neverLocked: true,
  insert: none,
  refusals: { create: TOO_LONG },
};

/** Files whose text is their key. */
const filesBy = (keyField: 'Description' | 'ReasonForChange'): Subject => ({
  object: 'ContentVersion',
  held: ({ Id, Title, Checksum, [keyField]: field }) => {
    const key = String(field);
    const isWhole = Checksum === createHash('md5').update(key).digest('hex');
    return { key, id: String(Id), value: isWhole ? String(Title) : 'other bytes' };
  },
  insert: none,
  refusals: { create: TOO_LONG },
});

export const FILES = filesBy('Description');
export const VERSIONS = filesBy('ReasonForChange');

/** Adds a file whose title is its key. @returns the document's ID */
export function insertDocument(org: TrialOrg, { key }: Pick<Wish, 'key'>): string {
  const VersionData = Buffer.from(key).toString('base64');
  const id = org.insert('ContentVersion', { Title: key, PathOnClient: 'before.txt', VersionData });
  return String(org.row('ContentVersion', id)['ContentDocumentId']);
}

export const DOCUMENTS: Subject = {
  object: 'ContentDocument',
  held: ({ Id, Title }) => ({ key: String(Title), id: String(Id), value: BEFORE }),
  insert: (org, _, wish) => insertDocument(org, wish),
  refusals: {},
};

/** Links of documents to accounts, which have what is wished for as their name; the owner's is another. */
export const LINKS: Subject = {
  object: 'ContentDocumentLink',
  held: ({ ContentDocumentId, LinkedEntityId, ShareType }, org) => ({
    key: ShareType === 'C' ? String(org.row('ContentDocument', ContentDocumentId)['Title']) : '',
    id: String(ContentDocumentId),
    value: String(org.row('Account', LinkedEntityId)['Name']),
  }),
  insert: none,
  refusals: { create: 'INVALID_CROSS_REFERENCE_KEY' },
};

/** An opportunity that a process with one approver is for; a bad one is too small for it. */
export function insertDeal(org: TrialOrg, { key, value, bad }: Pick<Wish, 'bad' | 'key' | 'value'>): string {
  const deal = { Name: key, Description: value, StageName: 'Prospecting', CloseDate: '2026-12-31' };
  return org.insert('Opportunity', { ...deal, Amount: bad ? 1 : 5_000 });
}

/** How records stand in their approval processes: as their opportunities describe, once they have gone on. */
const approvals = (goneOn: string, refusals: Subject['refusals'], insert: Subject['insert']): Subject => ({
  object: 'ProcessInstance',
  held: ({ Id, Status, TargetObjectId }, org) => {
    const { Name, Description } = org.row('Opportunity', TargetObjectId);
    return { key: String(Name), id: String(Id), value: Status === goneOn ? String(Description) : BEFORE };
  },
  neverLocked: true,
  insert,
  refusals,
});

export const SUBMITTED = approvals('Pending', { create: 'NO_APPLICABLE_PROCESS' }, none);

/** Submitted to the administrator, or where it is bad to somebody else. */
export const APPROVED = approvals(
  'Approved',
  { update: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY' },
  (org, _, wish) => {
    const TargetObjectId = insertDeal(org, { ...wish, bad: false });
    const [admin, , colleague] = org.rows('User').map(({ Id }) => String(Id));
    const ProcessInstanceId = org.issue('ProcessInstance', {
      TargetObjectId,
      ProcessDefinitionId: String(org.rows('ProcessDefinition')[1]?.['Id']),
      Status: 'Pending',
    });
    const ActorId = (wish.bad ? colleague : admin) ?? null;
    org.issue('ProcessInstanceWorkitem', { ProcessInstanceId, ActorId, OriginalActorId: ActorId });
    return ProcessInstanceId;
  },
);

/** What SOAP writes of contacts, with the refusals of its own. */
const contactsBySoap = (refusals: Subject['refusals']): Subject => ({ ...CONTACTS, neverLocked: true, refusals });

export const UNDELETED = contactsBySoap({ create: 'NOT_FOUND' });
export const MERGED: Subject = {
  ...contactsBySoap({ delete: 'ENTITY_IS_DELETED' }),
  insert: (org, _, { key }) => org.insert('Contact', { LastName: BEFORE, Title: key }),
};
export const CONVERTED = contactsBySoap({ create: 'ENTITY_IS_DELETED' });

/** What a post or comment says: its key, and what is wished for. */
export function feedText({ key, value, bad }: Pick<Wish, 'bad' | 'key' | 'value'>): string {
  return `${key} ${bad ? 'bad' : value}`;
}

const feed = (object: 'FeedComment' | 'FeedItem', refusal: string): Subject => ({
  object,
  held: ({ Id, Body }) => {
    const [key = '', ...words] = String(Body).split(' ');
    return { key, id: String(Id), value: words.join(' ') };
  },
  neverLocked: true,
  insert: none,
  refusals: { create: refusal },
});

export const POSTS = feed('FeedItem', 'NOT_FOUND');
export const COMMENTS = feed('FeedComment', 'NOT_FOUND');
