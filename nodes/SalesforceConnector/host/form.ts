import type {
  IBinaryData,
  IDataObject,
  IHookFunctions,
  INodeProperties,
  IPollFunctions,
  ITriggerFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

import { AdvisedError } from './advice';
import type { FileName, InputFile } from './files';
import { labelAt } from './labels';

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
  /** The item's file in the data field of this name. */
  file(property: string): InputFile;
  /** Writes a file to n8n's storage; returns an entry for an output item's `binary`. */
  writeFile(chunks: AsyncIterable<Uint8Array | string>, name: FileName): Promise<IBinaryData>;
}

/** The n8n contexts that have a form but no items. */
export type FormContext = IHookFunctions | IPollFunctions | ITriggerFunctions | IWebhookFunctions;

/** The form of a node without items, whose fields are evaluated whenever they are read. */
export function formOf(context: FormContext, properties: readonly INodeProperties[]): FormValues {
  const written = <T>(name: string, fallback?: T): T =>
    context.getNodeParameter(name, fallback, { rawExpressions: true }) as T;
  const form: FormValues = {
    param: <T>(name: string, fallback?: T) =>
      expectResults(context.getNodeParameter(name, fallback), written(name, fallback), { name, properties }) as T,
    written,
    shared: (read) => read(form),
  };
  return form;
}

/** Where a field is, for its name. */
interface FieldPlace {
  readonly name: string;
  readonly properties: readonly INodeProperties[];
}

/**
 * The value of a field, once each of its expressions has a result: what is undefined would silently be the field’s
 * default, or leave out a condition. Values of a record’s fields may be undefined, which leaves them out.
 * @throws AdvisedError that names the field
 */
export function expectResults(value: unknown, written: unknown, { name, properties }: FieldPlace): unknown {
  if (name === VALUES_TO_SEND && !isExpression(written)) return value;
  const missing = pathWithoutResult(value, written);
  if (missing === undefined) return value;
  throw withoutResult(labelAt(properties, [...name.split('.'), ...missing]));
}

/**
 * The value in a row of a field, which an empty text would silently stand for.
 * @param label of the row's field
 * @throws AdvisedError that names it
 */
export function expectResult(value: unknown, label: string): unknown {
  if (value === undefined) throw withoutResult(label);
  return value;
}

/** @param label of the field whose expression it is */
export function withoutResult(label: string): AdvisedError {
  return new AdvisedError(`${label}: its expression gave undefined.`, {
    field: label,
    actions: [`Check that the item has what the expression in “${label}” refers to, or give the expression a default.`],
  });
}

const VALUES_TO_SEND = 'fields';

/** The path of the first expression that has no result. */
function pathWithoutResult(value: unknown, written: unknown): string[] | undefined {
  if (isExpression(written)) return value === undefined ? [] : undefined;
  if (typeof written !== 'object' || written === null) return undefined;
  for (const [key, part] of Object.entries(written)) {
    // What a row or a locator holds is checked by its reader, which knows whether it is needed.
    if (key === 'value') continue;
    const missing = pathWithoutResult((value as Record<string, unknown> | null | undefined)?.[key], part);
    if (missing !== undefined) return [key, ...missing];
  }
  return undefined;
}

export function isExpression(written: unknown): written is string {
  return typeof written === 'string' && written.startsWith('=');
}

/** Whether a field was switched to an expression, and nothing written into it: `=`, or braces around nothing. */
export function isEmptyExpression(written: unknown): boolean {
  return typeof written === 'string' && /^=\s*(?:\{\{\s*\}\}\s*)?$/.test(written);
}
