import { ApiError, type FieldSchema, type ObjectSchema, type Store } from '../types';
import { atMost, objectOf, resultsOf, type SoapCall } from './calls';
import { objectsIn, textIn, textsIn, type AnswerValue, type SoapObject } from './envelope';

type Result = { readonly [name: string]: AnswerValue };

const refused = (errorCode: string, message: string): ApiError => new ApiError(400, { errorCode, message });

/** @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm */
export function merge(call: SoapCall): Result[] {
  const failed = { id: null, mergedRecordIds: [], updatedRelatedIds: [] };
  return resultsOf(atMost(200, objectsIn(call.content, 'mergeRequests')), failed, (request) => mergeOne(call, request));
}

/** Each is a transaction of its own. */
function mergeOne({ org, options }: SoapCall, request: SoapObject): Result {
  const { store } = org;
  const [master = {}] = objectsIn(request, 'masterRecord');
  const masterId = textIn(master, 'Id') ?? '';
  const object = objectOf(org, masterId);
  const ids = textsIn(request, 'recordToMergeIds');
  if (!object.mergeable) throw refused('INVALID_OPERATION', `entity type cannot be merged: ${object.name}`);
  if (ids.length < 1 || ids.length > 2)
    throw refused('INVALID_OPERATION', 'one or two records can be merged at a time');
  return store.transaction(() => {
    const merged = ids.map((id) => liveId(store, object, id));
    store.update(object, masterId, valuesOf(store, object, master), options);
    const id = liveId(store, object, masterId);
    if (merged.includes(id)) throw refused('INVALID_OPERATION', 'a record cannot be merged with itself');
    const updatedRelatedIds = merged.flatMap((duplicate) => store.absorb(object, { id, duplicate }, options));
    return { id, mergedRecordIds: merged, updatedRelatedIds };
  });
}

function liveId(store: Store, object: ObjectSchema, id: string): string {
  const row = store.byId(object, id);
  if (row === undefined) throw refused('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
  if (row['IsDeleted'] === true) throw refused('ENTITY_IS_DELETED', 'entity is deleted');
  return String(row['Id']);
}

/** The values of a record in the message, as JSON would have them. */
function valuesOf(store: Store, object: ObjectSchema, record: SoapObject): Record<string, unknown> {
  const given = Object.keys(record)
    .filter((name) => !['#text', 'Id', 'fieldsToNull', 'type'].includes(name))
    .map((name): [string, unknown] => [name, valueOf(store.schema.field(object, name), textIn(record, name) ?? '')]);
  return Object.fromEntries([...given, ...textsIn(record, 'fieldsToNull').map((name) => [name, null])]);
}

const NUMBERS: ReadonlySet<string> = new Set(['currency', 'double', 'int', 'long', 'percent']);

function valueOf(field: FieldSchema | undefined, text: string): unknown {
  if (field?.type === 'boolean') return text === 'true' || text === '1';
  return field !== undefined && NUMBERS.has(field.type) ? Number(text) : text;
}
