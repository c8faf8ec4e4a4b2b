import type { INodeProperties } from 'n8n-workflow';

import type { FormValues, Item } from '../host/form';
import type { NodeOrg } from '../host/org';
import type { Outcome, Output } from '../host/outcome';

interface OperationRow {
  /** Value of the operation parameter: stable, stored in workflows. */
  readonly value: string;
  /** Name in the menu: Title Case, a verb and its object where needed. */
  readonly name: string;
  /** The action's line in the node panel: sentence case, no articles. */
  readonly action: string;
  readonly description: string;
  /** The operation's own fields; which resource and operation show them is added by the table. */
  readonly properties: readonly INodeProperties[];
  /** Rarely needed settings, shown under Options. */
  readonly options?: readonly INodeProperties[];
  /** Whether its requests have no API version, which the options of every other operation have. */
  readonly isUnversioned?: true;
  /** Whether it saves records, so that running it again for the same items would save them again. */
  readonly saves?: true | ((form: FormValues) => boolean);
}

/** Processes one item at a time: returns the item's outputs, or throws an error for this item only. */
export interface EachOperation extends OperationRow {
  /** The errors of items that must not be run beside the others, by their index. */
  readonly refused?: (items: readonly Item[]) => ReadonlyMap<number, Error>;
  readonly each: (org: NodeOrg, item: Item) => Promise<readonly Output[]>;
}

/** Gets all items at once and returns one outcome per item, in the items' order. */
export interface BatchOperation extends OperationRow {
  readonly batch: (org: NodeOrg, items: readonly Item[]) => Promise<readonly Outcome[]>;
}

/** Runs once for any number of items, with the form of the first item; its outputs belong to all items. */
export interface OnceOperation extends OperationRow {
  readonly once: (org: NodeOrg, form: FormValues) => Promise<readonly Output[]>;
}

/** A row of the table: everything there is to know of an operation. */
export type Operation = BatchOperation | EachOperation | OnceOperation;

/** Operations on one kind of thing, as the node's resource menu lists it. */
export interface Resource {
  readonly value: string;
  readonly name: string;
  readonly operations: readonly Operation[];
}
