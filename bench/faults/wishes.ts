/** What a case does to each of its records. */
export type Operation = 'create' | 'delete' | 'update' | 'upsert';

/** What is asked for with one item, and what of it there is before. */
export interface Wish {
  /** Tells the record among all others: its title, which unlike its external ID Salesforce would take twice. */
  readonly key: string;
  /** The last name that the record is to have. */
  readonly lastName: string;
  /** Of the record that is there before. */
  readonly id?: string;
  /** Salesforce refuses it, whatever else happens. */
  readonly bad: boolean;
}

export const KEY = 'FAULTS-';

/** The last name of records that are there before: with a letter that another charset writes otherwise. */
export const BEFORE = 'Béfore';

/** Salesforce takes 80 characters. */
const TOO_LONG = 'x'.repeat(81);

/** Wishes for records of which some will be there before; one in a hundred is bad. */
export function wishesFor(operation: Operation, count: number): Omit<Wish, 'id'>[] {
  return Array.from({ length: count }, (_, index) => {
    const bad = index % 100 === 37;
    const lastName = bad && operation !== 'delete' ? TOO_LONG : `Áfter ${index}`;
    return { key: `${KEY}${String(index).padStart(7, '0')}`, lastName, bad };
  });
}

/** An upsert finds every third; good and bad ones are among both kinds. */
export function isThereBefore(operation: Operation, index: number): boolean {
  if (operation === 'create') return false;
  return operation !== 'upsert' || index % 3 === 0;
}
