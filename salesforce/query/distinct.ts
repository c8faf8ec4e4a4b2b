import { AnswerError } from '../errors';
import { isOfExternalObject } from '../soql/clauses';
import { addressedId, isNoId, type SalesforceRecord } from './records';

/** A query whose records come in the order of their IDs. */
const IN_ID_ORDER = /\border\s+by\s+id(?:\s+asc)?\s*$/i;

/**
 * Sees to it that no record of a query comes twice: pages that overlap can have as many records as there are, of which
 * others are then missing. In the order of IDs, each is greater than the one before; otherwise pages are held against
 * the one before, because not all of what came can be kept in mind.
 */
export class Distinct {
  readonly #isInIdOrder: boolean;
  /** Records of an external system can be on a later page than before. */
  readonly #canShift: boolean;
  #last = '';
  #before: ReadonlySet<string> = new Set();

  constructor(soql: string) {
    this.#isInIdOrder = IN_ID_ORDER.test(soql);
    this.#canShift = isOfExternalObject(soql);
  }

  /** @throws AnswerError when one of the records came before */
  came(records: readonly SalesforceRecord[]): void {
    if (this.#isInIdOrder) this.#expectGreater(records);
    else this.#expectOthers(records);
  }

  #expectGreater(records: readonly SalesforceRecord[]): void {
    for (const record of records) {
      const id = recordsOwnId(record);
      if (id === undefined) continue;
      if (id <= this.#last) throw repeated(id);
      this.#last = id;
    }
  }

  #expectOthers(records: readonly SalesforceRecord[]): void {
    const ids = new Set<string>();
    for (const record of records) {
      const id = recordsOwnId(record);
      if (id === undefined) continue;
      if (ids.has(id) || this.#before.has(id)) throw repeated(id);
      ids.add(id);
    }
    if (!this.#canShift) this.#before = ids;
  }
}

function repeated(id: string): AnswerError {
  return new AnswerError(200, `the record ${id} came a second time`);
}

/** The address of what is not stored identifies something else, such as the trigger of a subscription to events. */
function recordsOwnId(record: SalesforceRecord): string | undefined {
  const id = addressedId(record);
  const { Id: own } = record;
  return isNoId(id) || isNoId(own) ? undefined : id;
}
