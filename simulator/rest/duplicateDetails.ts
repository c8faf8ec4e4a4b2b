import { ApiError } from '../types';
import type { Call, JsonObject } from './call';
import { header, isObject } from './call';
import { recordBody } from './objects';

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A matching record with all its fields, at this version's address. */
function detailed(call: Call, match: JsonObject): JsonObject {
  const id = isObject(match['record']) ? String(match['record']['Id']) : '';
  const object = call.org.store.schema.byKeyPrefix(id.slice(0, 3));
  const row = object && call.org.store.byId(object, id);
  return row ? { ...match, record: recordBody(call, object, row, object.fields) } : match;
}

function detailedResult(call: Call, result: JsonObject): JsonObject {
  const matchResults = listOf(result['matchResults']).map((matches) => ({
    ...matches,
    matchRecords: listOf(matches['matchRecords']).map((match) => detailed(call, match)),
  }));
  return { ...result, matchResults };
}

/**
 * DUPLICATES_DETECTED names the records that match by their ids; with `Sforce-Duplicate-Rule-Header:
 * includeRecordDetails=true` it shows them whole.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
export function withRecordDetails(call: Call, error: ApiError): ApiError {
  if (!/\bincludeRecordDetails\s*=\s*true\b/i.test(header(call, 'sforce-duplicate-rule-header') ?? '')) return error;
  return new ApiError(
    error.status,
    error.errors.map((entry) => {
      const result = entry.extra?.['duplicateResult'];
      return isObject(result)
        ? { ...entry, extra: { ...entry.extra, duplicateResult: detailedResult(call, result) } }
        : entry;
    }),
  );
}
