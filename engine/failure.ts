/** What went wrong, as n8n's editor shows it: of an error only what is meant for reading, no request and no secret. */
export interface Failure {
  /** Class of the error, such as `NodeApiError`. */
  name: string;
  message: string;
  description?: string;
  /** Name of the node that failed. */
  node?: string;
  /** Position of the item it failed at, from 0. */
  itemIndex?: number;
  /** HTTP status, as text, when the org answered one. */
  httpCode?: string;
}

/** @param error an error, or the plain object that n8n-core makes of one */
export function failureOf(error: object): Failure {
  const { name, message, description, node, context, httpCode } = error as Record<string, unknown>;
  const itemIndex = (context as { itemIndex?: unknown } | undefined)?.itemIndex;
  const nodeName = (node as { name?: unknown } | undefined)?.name;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : 'Unknown error',
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...(typeof nodeName === 'string' ? { node: nodeName } : {}),
    ...(typeof itemIndex === 'number' ? { itemIndex } : {}),
    ...(typeof httpCode === 'string' ? { httpCode } : {}),
  };
}
