import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
  findField,
  findRelationship,
  RENEWED_EVERY,
  withCurrentFields,
  type ObjectDescribe,
} from '../../../../salesforce/describe';
import { isNotFound } from '../../../../salesforce/errors';
import { changeHeader, flatEvent, recordsNamed, type ChannelEvent } from '../../../../salesforce/events';
import { simplify, type SalesforceRecord } from '../../../../salesforce/query';
import { getRecords } from '../../../../salesforce/records/getMany';
import { allFieldsToSelect } from '../../fields/fieldsToReturn';
import type { NodeOrg } from '../../host/org';
import type { StreamForm } from './settings';

/** Records by object and ID; null for those that are not there any more. */
type Loaded = ReadonlyMap<string, SalesforceRecord | null>;

/** The items of some events, with the records that they are about if the form says so. */
export async function itemsOfEvents(
  { describe, ...listening }: NodeOrg,
  form: StreamForm,
  events: readonly ChannelEvent[],
): Promise<INodeExecutionData[]> {
  // The trigger listens for days, in which objects change.
  const org = { ...listening, describe: describe.anew() };
  const { isPerRecord, load } = form.output;
  const loaded = load === undefined ? undefined : await recordsOfEvents(org, load, events);
  return events.flatMap((event) => {
    const json = form.isSimple ? flatEvent(event) : { channel: event.channel, ...event.data };
    const items = isPerRecord ? perRecord(event, json, loaded) : [perEvent(event, json, loaded)];
    return items.map((item) => ({ json: item as IDataObject }));
  });
}

function perEvent(event: ChannelEvent, json: SalesforceRecord, loaded: Loaded | undefined): SalesforceRecord {
  const change = changeHeader(event.data);
  if (loaded === undefined || change === undefined) return json;
  return { ...json, records: recordsNamed(change).map((id) => loadedRecord(loaded, change.entityName, id)) };
}

/** An event that names no record is an item, too. */
function perRecord(event: ChannelEvent, json: SalesforceRecord, loaded: Loaded | undefined): SalesforceRecord[] {
  const change = changeHeader(event.data);
  const ids = change?.recordIds ?? [];
  if (change === undefined || ids.length === 0) return [json];
  const { recordIds: _, ...shared } = json;
  const named = new Set(recordsNamed(change));
  return ids.map((recordId) => ({
    ...shared,
    recordId,
    ...(loaded !== undefined && named.has(recordId)
      ? { record: loadedRecord(loaded, change.entityName, recordId) }
      : {}),
  }));
}

function loadedRecord(loaded: Loaded, object: string, id: string): SalesforceRecord | null {
  return loaded.get(`${object} ${id}`) ?? null;
}

async function recordsOfEvents(
  org: NodeOrg,
  load: readonly string[],
  events: readonly ChannelEvent[],
): Promise<Loaded> {
  const idsByObject = new Map<string, Set<string>>();
  for (const { data } of events) {
    const change = changeHeader(data);
    if (change === undefined) continue;
    const ids = idsByObject.get(change.entityName) ?? new Set();
    idsByObject.set(change.entityName, new Set([...ids, ...recordsNamed(change)]));
  }
  const loaded = new Map<string, SalesforceRecord | null>();
  for (const [object, ids] of idsByObject) {
    if (ids.size === 0) continue;
    const keys = [...ids];
    const read = async (fields: readonly string[]): Promise<(SalesforceRecord | null)[]> =>
      (await getRecords(org, { object, keyField: undefined, fields, keys })).map(recordOrNull);
    const records =
      load.length > 0
        ? await read(fieldsThatExist(await org.describe.object(object), load))
        : await allOf(org, object, read);
    for (const [place, id] of keys.entries()) loaded.set(`${object} ${id}`, records[place] ?? null);
  }
  return loaded;
}

/** With all fields that the object has, as far as that was asked lately. */
async function allOf<T>(
  { describe }: Pick<NodeOrg, 'describe'>,
  object: string,
  read: (fields: readonly string[]) => Promise<T>,
): Promise<T> {
  await describe.renewed(object, RENEWED_EVERY);
  return await withCurrentFields(describe, object, async (described) => await read(allFieldsToSelect(described)));
}

/** The ID, and those of the fields that the object has. */
function fieldsThatExist(described: ObjectDescribe, paths: readonly string[]): string[] {
  const own = paths.filter((path) => {
    const [first = '', ...rest] = path.split('.');
    return (rest.length === 0 ? findField(described, first) : findRelationship(described, first)) !== undefined;
  });
  return [...new Set(['Id', ...own])];
}

/** @throws what the record was not read for, unless it is gone */
function recordOrNull(record: Error | SalesforceRecord | undefined): SalesforceRecord | null {
  if (isNotFound(record)) return null;
  if (record instanceof Error) throw record;
  return record === undefined ? null : simplify(record);
}
