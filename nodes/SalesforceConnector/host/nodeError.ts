import { NodeApiError, NodeError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { SalesforceError, redact } from '../../../salesforce/errors';
import { ConnectionError } from '../../../salesforce/http';

/**
 * Any error as n8n shows it: what happened and to which item in the message, what to do in the description.
 * @param itemIndex left out where no item is concerned, as in a list of the form
 * @param summary what there is to say of the other items
 */
export function nodeError(
  node: INode,
  error: unknown,
  itemIndex?: number,
  summary = '',
): NodeApiError | NodeOperationError {
  const position = itemIndex === undefined ? {} : { itemIndex };
  if (error instanceof NodeApiError || error instanceof NodeOperationError) {
    Object.assign(error.context, position);
    if (summary !== '') error.description = [error.description ?? '', summary].join('\n').trim();
    return error;
  }
  const item = itemIndex === undefined ? '' : ` [item ${itemIndex}]`;
  const message = `${redact(error instanceof Error ? error.message : String(error))}${item}`;
  const description = [...actionsOf(error), ...(summary === '' ? [] : [summary])].join('\n');
  const options = { message, ...(description === '' ? {} : { description }), ...position };
  return withMessage(create(node, error, options), message, description);
}

type ErrorOptions = { message: string; description?: string; itemIndex?: number };

function create(node: INode, error: unknown, options: ErrorOptions): NodeApiError | NodeOperationError {
  // The plain object keeps n8n from searching our error for sentences of its own.
  if (error instanceof SalesforceError) {
    return new NodeApiError(node, { message: options.message }, { ...options, httpCode: String(error.status) });
  }
  if (error instanceof ConnectionError) return new NodeApiError(node, { message: options.message }, options);
  return new NodeOperationError(node, options.message, options);
}

/** n8n replaces a message that contains a system error's code, as “preexisting” contains EEXIST: ours stands. */
function withMessage<E extends NodeError>(error: E, message: string, description: string): E {
  error.message = message;
  error.description = description === '' ? null : description;
  return error;
}

/** Errors that know what to do next. */
interface Advising {
  readonly actions: readonly string[];
  readonly errorCode: string;
  readonly field?: string;
  /** Bulk jobs that are to be looked up. */
  readonly jobIds?: readonly string[];
}

function isAdvising(error: unknown): error is Advising & Error {
  return error instanceof Error && 'actions' in error && Array.isArray(error.actions);
}

function actionsOf(error: unknown): readonly string[] {
  if (isAdvising(error)) return error.actions;
  if (error instanceof ConnectionError && error.reached === 'maybe') {
    return [
      'The connection broke after the request was sent, so Salesforce can have carried it out: check before you run it again.',
    ];
  }
  if (error instanceof ConnectionError) {
    return ['Nothing reached Salesforce. Check the My Domain of the credential, and that n8n can reach that host.'];
  }
  return [];
}

/** What an item carries on with when the node continues on failure: the item's own error, as data. */
export function errorJson(error: unknown): IDataObject {
  const message = redact(error instanceof Error ? error.message : String(error));
  if (error instanceof SalesforceError) {
    return {
      message,
      errorCode: error.errorCode,
      fields: [...error.fields],
      status: error.status,
      errors: error.errors.map((entry) => ({ ...entry, fields: [...entry.fields] })),
      actions: [...error.actions],
    };
  }
  if (error instanceof ConnectionError) {
    return {
      message,
      errorCode: error.code ?? 'CONNECTION_FAILED',
      reached: error.reached,
      actions: [...actionsOf(error)],
    };
  }
  if (isAdvising(error)) {
    const { actions, errorCode, field, jobIds } = error;
    const json = { message, errorCode, fields: field === undefined ? [] : [field], actions: [...actions] };
    return jobIds === undefined ? json : { ...json, jobIds: [...jobIds] };
  }
  return { message };
}
