import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../../salesforce/errors';

/** The elements of a list; anything else is one of its own. */
export function elementsOf(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? body : [body];
}

/** n8n's items are objects: whatever else there is goes into one. */
export function itemOf(value: unknown): IDataObject {
  return (isRecord(value) ? value : { data: value }) as IDataObject;
}
