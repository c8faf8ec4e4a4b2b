import type {
  IBinaryData,
  IDataObject,
  IHookFunctions,
  IPollFunctions,
  ITriggerFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

import type { FileName } from './files';

/** The node's form as filled in, for one item or in a node without items: all that readers of fields need. */
export interface FormValues {
  /** The field's value; expressions are evaluated here. Throws when the field does not exist and no fallback is given. */
  param<T = unknown>(name: string, fallback?: T): T;
  /** The field as written in the workflow, with expressions not evaluated. */
  written<T = unknown>(name: string, fallback: T): T;
  /** The result of `read` for some fields; read once for all items if none of these fields has an expression. */
  shared<T>(read: (form: FormValues) => T): T;
}

/** One input item, as an operation sees it: its position, its data, and the form's fields evaluated for it. */
export interface Item extends FormValues {
  /** Position among the node's input items, from 0. */
  readonly index: number;
  readonly json: IDataObject;
  /** The bytes of the item's file in the data field of this name. */
  readFile(property: string): Promise<AsyncIterable<Uint8Array>>;
  /** Writes a file to n8n's storage; returns an entry for an output item's `binary`. */
  writeFile(chunks: AsyncIterable<Uint8Array | string>, name: FileName): Promise<IBinaryData>;
}

/** The n8n contexts that have a form but no items. */
export type FormContext = IHookFunctions | IPollFunctions | ITriggerFunctions | IWebhookFunctions;

/** The form of a node without items, whose fields are evaluated whenever they are read. */
export function formOf(context: FormContext): FormValues {
  const form: FormValues = {
    param: <T>(name: string, fallback?: T) => context.getNodeParameter(name, fallback) as T,
    written: <T>(name: string, fallback: T) => context.getNodeParameter(name, fallback, { rawExpressions: true }) as T,
    shared: (read) => read(form),
  };
  return form;
}
