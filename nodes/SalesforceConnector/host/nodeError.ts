import { NodeApiError, NodeError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import {
  AnswerError,
  ConnectionError,
  ConnectorError,
  JobError,
  redact,
  SalesforceError,
} from '../../../salesforce/errors';
import { adviceOn } from './advice';

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
  const description = [...adviceOn(error).actions, ...(summary === '' ? [] : [summary])].join('\n');
  const options = { message, ...(description === '' ? {} : { description }), ...position };
  return withMessage(create(node, error, options), message, description);
}

type ErrorOptions = { message: string; description?: string; itemIndex?: number };

function create(node: INode, error: unknown, options: ErrorOptions): NodeApiError | NodeOperationError {
  // The plain object keeps n8n from searching our error for sentences of its own.
  if (error instanceof SalesforceError) {
    return new NodeApiError(node, { message: options.message }, { ...options, httpCode: String(error.status) });
  }
  if (error instanceof ConnectionError || error instanceof AnswerError)
    return new NodeApiError(node, { message: options.message }, options);
  return new NodeOperationError(node, options.message, options);
}

/** n8n replaces a message that contains a system error's code, as “preexisting” contains EEXIST: ours stands. */
function withMessage<E extends NodeError>(error: E, message: string, description: string): E {
  error.message = message;
  error.description = description === '' ? null : description;
  return error;
}

/** What an item carries on with when the node continues on failure: the item's own error, as data. */
export function errorJson(error: unknown): IDataObject {
  const message = redact(error instanceof Error ? error.message : String(error));
  if (!(error instanceof ConnectorError)) return { message };
  const { errorCode } = error;
  const { fields, actions } = adviceOn(error);
  return { message, errorCode, fields: [...fields], ...detailsOf(error), actions: [...actions] };
}

/** What one kind of error alone has to tell. */
function detailsOf(error: ConnectorError): IDataObject {
  if (error instanceof SalesforceError) {
    return { status: error.status, errors: error.errors.map((entry) => ({ ...entry, fields: [...entry.fields] })) };
  }
  if (error instanceof ConnectionError) return { reached: error.reached };
  if (error instanceof AnswerError) return { status: error.status };
  return error instanceof JobError ? { jobIds: [...error.jobIds] } : {};
}
