import { canonicalId } from '../../../salesforce/ids';
import { AdvisedError } from '../host/advice';
import type { Item } from '../host/form';
import type { NodeOrg } from '../host/org';

/** Which item has each record, for operations that can be done to a record once only. */
export class FirstItems {
  readonly #byRecord = new Map<string, number>();

  /**
   * @param idOf the item's record
   * @param field display name of the form's field that names it
   */
  constructor(
    { attempts }: NodeOrg,
    items: readonly Item[],
    idOf: (item: Item) => string,
    private readonly field: string,
  ) {
    // What an earlier attempt has done, or may have, is not read again.
    for (const item of items) if (attempts.outcomeOf(item.index) !== undefined) this.claim(idOf(item), item);
  }

  /**
   * Notes that the item has its record.
   * @throws AdvisedError when another one has it already: Salesforce would refuse the second, in a call of its own
   */
  claim(id: string, { index }: Item): void {
    const record = canonicalId(id) ?? id;
    const other = this.#byRecord.get(record);
    if (other === undefined) this.#byRecord.set(record, index);
    else throw comesTwice(`${this.field} ${id}`, other, { field: this.field });
  }
}

/**
 * The error of an item for what another one has already.
 * @param field display name of the form's field that names it
 * @param otherwise what else can be done
 */
export function comesTwice(
  what: string,
  other: number,
  { field, otherwise = '' }: { readonly field: string; readonly otherwise?: string },
): AdvisedError {
  return new AdvisedError(`${what} comes twice: item ${other} has it.`, {
    field,
    actions: [`Leave out items that come twice, for example with Remove Duplicates.${otherwise}`],
  });
}
