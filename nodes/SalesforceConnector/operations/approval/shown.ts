import type { IDataObject } from 'n8n-workflow';

import type { Saved } from '../../../../salesforce/records/single';

/** What a step through an approval process gives. */
export function shownResult({ result }: Saved): IDataObject {
  return result as IDataObject;
}
