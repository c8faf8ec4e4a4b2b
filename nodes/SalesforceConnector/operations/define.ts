import type { IBinaryData, IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { FileName } from '../host/files';
import type { Org } from '../host/org';

/** The form's fields, as they are for one item. */
export interface FormValues {
  /** The field's value; expressions are evaluated here. Throws when the field does not exist and no fallback is given. */
  param<T = unknown>(name: string, fallback?: T): T;
}

/** One input item, as an operation sees it: its position, and the form's fields evaluated for it. */
export interface Item extends FormValues {
  /** Position among the node's input items, from 0. */
  readonly index: number;
  readonly json: IDataObject;
  /** What `read` makes of some fields: read once for all items where none of these fields has an expression. */
  shared<T>(read: (form: FormValues) => T): T;
  /** The field as it stands in the workflow, expressions not evaluated. */
  written<T = unknown>(name: string, fallback?: T): T;
  /** The bytes of the item's file in the data field of this name. */
  readFile(property: string): Promise<AsyncIterable<Uint8Array>>;
  /** Writes a file into n8n's storage; what it gives goes into a {@link FileOutput}. */
  writeFile(chunks: AsyncIterable<Uint8Array | string>, name: FileName): Promise<IBinaryData>;
}

/** An output item that holds files, by the names of their data fields. */
export class FileOutput {
  constructor(
    readonly json: IDataObject,
    readonly binary: IBinaryKeyData,
  ) {}
}

/** One output item. */
export type Output = FileOutput | IDataObject;

/** What became of one item. An item ends in exactly one of these. */
export type Outcome = { readonly error: Error } | { readonly json: readonly Output[] };

interface Row {
  /** Value of the operation parameter: stable, stored in workflows. */
  readonly value: string;
  /** Name in the menu: Title Case, a verb and its object where needed. */
  readonly name: string;
  /** The action's line in the node panel: sentence case, no articles. */
  readonly action: string;
  readonly description: string;
  /** The operation's own fields; which resource and operation show them is added by the table. */
  readonly properties: readonly INodeProperties[];
}

/** Answers one item after another: an item's outputs, or a thrown error that is the item's alone. */
export interface EachOperation extends Row {
  readonly each: (org: Org, item: Item) => Promise<readonly Output[]>;
}

/** Sees all items at once and answers one outcome for each, in the items' order. */
export interface BatchOperation extends Row {
  readonly batch: (org: Org, items: readonly Item[]) => Promise<readonly Outcome[]>;
}

/** A row of the table: everything there is to know of an operation. */
export type Operation = BatchOperation | EachOperation;

/** Operations on one kind of thing, as the node's resource menu lists it. */
export interface Resource {
  readonly value: string;
  readonly name: string;
  readonly operations: readonly Operation[];
}
