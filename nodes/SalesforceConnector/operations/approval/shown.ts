import type { IDataObject } from 'n8n-workflow';

import { standardKeyPrefix } from '../../../../salesforce/describe';
import type { Saved } from '../../../../salesforce/records/single';
import { readObject } from '../../fields/object';
import type { Item } from '../../host/form';

/** An ID tells of itself whether it is of a standard object. */
export function objectToDescribe(item: Item): string | undefined {
  const object = readObject(item);
  return standardKeyPrefix(object) === undefined ? object : undefined;
}

/** What a step through an approval process gives. */
export function shownResult({ result }: Saved): IDataObject {
  return result as IDataObject;
}
