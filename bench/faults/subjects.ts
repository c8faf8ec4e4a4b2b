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
