import { recordId } from '../../../../salesforce/api';
import { SalesforceError } from '../../../../salesforce/errors';
import { queryPages, type SalesforceRecord } from '../../../../salesforce/query';
import { getRecord, readRecord, type RecordKey } from '../../../../salesforce/records';
import { select } from '../../../../salesforce/soql';
import { soqlTypeOf } from '../../../../salesforce/values';
import { fieldsToReturnProperties, readFieldsToReturn } from '../../fields/fieldsToReturn';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, readShape, simplifyOutput } from '../../fields/options';
import { describePath } from '../../fields/queryField';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import type { Org } from '../../host/org';
import type { EachOperation } from '../define';

export const get: EachOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get record',
  description: 'Get a record by its ID or an external ID',
  properties: [objectProperty, ...recordKeyProperties, ...fieldsToReturnProperties, optionsProperty(simplifyOutput)],
  each: async (org, item) => {
    const object = readObject(item);
    const key = readRecordKey(item);
    const fields = readFieldsToReturn(item);
    const hasParents = fields.some((field) => field.includes('.'));
    const record = hasParents
      ? await queryRecord(org, object, key, fields)
      : readRecord(await org.send(getRecord(org.version, object, key, fields)), fields);
    return [readShape(item)(record)];
  },
};

/** Fields of parents come by query alone. The answers are those that reading the record itself would give. */
async function queryRecord(org: Org, object: string, key: RecordKey, fields: string[]): Promise<SalesforceRecord> {
  const { field, value } = typeof key === 'string' ? { field: 'Id', value: recordId(key) } : key;
  const type = soqlTypeOf(await describePath(org, object, field, 'External ID Field'));
  const conditions = [{ field, operator: 'equals', value, type } as const];
  const soql = select({ object, fields, where: { match: 'all', conditions }, limit: 2 });
  const found: SalesforceRecord[] = [];
  for await (const { records } of queryPages(org.send, org.version, soql)) {
    for (const record of records) found.push(record);
  }
  const [record, another] = found;
  if (record === undefined) throw refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (another !== undefined) throw refusal(300, 'DUPLICATE_EXTERNAL_ID', `Several records have this value in ${field}.`);
  return record;
}

function refusal(status: number, errorCode: string, message: string): SalesforceError {
  return new SalesforceError(status, [{ errorCode, message, fields: [] }]);
}
