import { NodeApiError, NodeError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import {
  AnswerError,
  asError,
  ConnectionError,
  ConnectorError,
  isText,
  JobError,
  listOf,
  objectWith,
  redact,
  SalesforceError,
} from '../../../salesforce/errors';
import { adviceOn } from './advice';
import type { Labels } from './labels';

/** Whose error it is. */
export interface Told {
  readonly node: INode;
  /** Of the form that the error's advice is for. */
  readonly labels: Labels;
  /** Whether it only fills in a form, which changes no record. */
  readonly isForm?: boolean;
}

/**
 * Converts any error to n8n's form: the message says what happened and to which item, the description what to do.
 * @param itemIndex omitted if no item is affected, as in a list of the form
 * @param summary what happened to the other items
 */
export function nodeError(
  { node, labels, isForm = false }: Told,
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
  const message = `${redact(asError(error).message)}${item}`;
  const excerpts = error instanceof SalesforceError ? error.excerpts : [];
  const description = [
    ...adviceOn(error, labels, isForm).actions,
    ...excerpts,
    ...(summary === '' ? [] : [summary]),
  ].join('\n');
  const options = { message, ...(description === '' ? {} : { description }), ...position };
  return withMessage(create(node, error, options), message, description);
}

/** The same for a list of the form. Of other errors than these, n8n's editor shows no description. */
export function listError(told: Told, error: unknown): NodeApiError {
  const known = nodeError({ ...told, isForm: true }, error);
  if (known instanceof NodeApiError) return known;
  const { message, description } = known;
  const advice = description ?? '';
  return withMessage(new NodeApiError(told.node, { message }, { message, description: advice }), message, advice);
}

type ErrorOptions = { message: string; description?: string; itemIndex?: number };

function create(node: INode, error: unknown, options: ErrorOptions): NodeApiError | NodeOperationError {
  // The plain object keeps n8n from replacing our message with one of its own.
  if (error instanceof SalesforceError) {
    const told = new NodeApiError(node, { message: options.message }, { ...options, httpCode: String(error.status) });
    // The editor shows it below the description.
    told.context['data'] = { errorCode: error.errorCode, fields: [...error.fields] };
    return told;
  }
  if (error instanceof ConnectionError || error instanceof AnswerError)
    return new NodeApiError(node, { message: options.message }, options);
  return new NodeOperationError(node, options.message, options);
}

/** n8n replaces a message that contains a system error's code, as “preexisting” contains EEXIST: this restores ours. */
function withMessage<E extends NodeError>(error: E, message: string, description: string): E {
  error.message = message;
  error.description = description === '' ? null : description;
  return error;
}

/** The item's own error as data, for the output of a node that continues on errors. */
export function errorJson(error: unknown, labels: Labels): IDataObject {
  const message = redact(asError(error).message);
  if (!(error instanceof ConnectorError))
    return { message, errorCode: FOREIGN_CODE, fields: [], actions: ownActions(error) };
  const { errorCode, jobIds } = error;
  const { fields, actions } = adviceOn(error, labels);
  const ofJobs = jobIds.length === 0 ? {} : { jobIds: [...jobIds] };
  return { message, errorCode, fields: [...fields], ...detailsOf(error), ...ofJobs, actions: [...actions] };
}

/**
 * The data of an item without the error that the node has put into it: items of the error output can be corrected and sent
 * again. An `error` of the workflow's own stays.
 */
export function withoutOwnError(data: IDataObject): IDataObject {
  if (!isErrorOfNode(data['error'])) return data;
  const { error, ...others } = data;
  return others;
}

/** What every error has that {@link errorJson} makes. */
const isErrorOfNode = objectWith({
  message: isText,
  errorCode: isText,
  fields: listOf(isText),
  actions: listOf(isText),
});

/** Of an error that is not this package's: n8n's own, of an expression or a file. */
const FOREIGN_CODE = 'UNKNOWN_ERROR';

function ownActions(error: unknown): string[] {
  const description = error instanceof NodeError ? error.description : undefined;
  return typeof description === 'string' && description !== '' ? [redact(description)] : [];
}

/** Details that only one kind of error has. */
function detailsOf(error: ConnectorError): IDataObject {
  if (error instanceof SalesforceError) {
    const errors = error.errors.map((entry) => ({ ...entry, fields: [...entry.fields] }));
    return { status: error.status, ...(errors.length > 1 ? { errors } : {}) };
  }
  if (error instanceof ConnectionError) return { reached: error.reached };
  if (error instanceof AnswerError) return { status: error.status };
  return error instanceof JobError && error.counts !== undefined ? { counts: { ...error.counts } } : {};
}
