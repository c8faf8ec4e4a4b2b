import type { IDataObject } from 'n8n-workflow';

import type { RecordTypeInfo } from '../../../../salesforce/describe';

/** A record type, as operations return it. */
export function recordTypeRow(info: RecordTypeInfo): IDataObject {
  const { recordTypeId, name, developerName, active, available, defaultRecordTypeMapping, master } = info;
  return { recordTypeId, name, developerName, active, available, default: defaultRecordTypeMapping, master };
}
