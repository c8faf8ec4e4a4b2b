import type { RunningOrg } from '../../simulator';
import type { Row } from '../../simulator/types';
import { countsOf } from './webhook';

/** What became of items of which each is to be one contact. */
export interface ContactTally {
  readonly items: number;
  readonly once: number;
  readonly doubled: readonly string[];
  readonly missing: readonly string[];
}

/** The contacts of an org whose name begins so, from its data. */
export function contactsNamed({ org }: RunningOrg, start: string): Row[] {
  const contact = org.store.schema.object('Contact');
  if (contact === undefined) throw new Error('The org has no contacts.');
  return [...org.store.rows(contact, { includeDeleted: false })].filter(({ LastName }) =>
    String(LastName).startsWith(start),
  );
}

/** Counts contacts against the names of the items that they are to be made of. */
export function tallyContacts(contacts: readonly Row[], names: readonly string[]): ContactTally {
  const counts = countsOf(contacts.map(({ LastName }) => String(LastName)));
  return {
    items: names.length,
    once: names.filter((name) => counts[name] === 1).length,
    doubled: names.filter((name) => (counts[name] ?? 0) > 1),
    missing: names.filter((name) => counts[name] === undefined),
  };
}
