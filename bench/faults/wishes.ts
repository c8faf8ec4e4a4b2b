/** What a case does to each of its records. */
export type Operation = 'create' | 'delete' | 'update' | 'upsert';

/** What is asked for with one item, and what of it there is before. */
export interface Wish {
  /** Tells the record among all others: its title, which unlike its external ID Salesforce would take twice. */
  readonly key: string;
  /** What the record is to have, such as a name. */
  readonly value: string;
  /** Of the record that is there before. */
  readonly id?: string;
  /** Salesforce refuses it, whatever else happens. */
  readonly bad: boolean;
}

export const KEY = 'FAULTS-';

/** The value of records that are there before: with a letter that another charset writes otherwise. */
export const BEFORE = 'Béfore';

/** More characters than Salesforce takes of a name, or of a title. */
const TOO_LONG = 'x'.repeat(256);

/** Wishes for records of which some will be there before; one in a hundred is bad, where Salesforce refuses any. */
export function wishesFor(operation: Operation, count: number, hasBad = true): Omit<Wish, 'id'>[] {
  return Array.from({ length: count }, (_, index) => {
    const bad = hasBad && index % 100 === 37;
    const value = bad && operation !== 'delete' ? TOO_LONG : `Áfter ${index}`;
    return { key: `${KEY}${String(index).padStart(7, '0')}`, value, bad };
  });
}

/** An upsert finds every third; good and bad ones are among both kinds. */
export function isThereBefore(operation: Operation, index: number): boolean {
  if (operation === 'create') return false;
  return operation !== 'upsert' || index % 3 === 0;
}
