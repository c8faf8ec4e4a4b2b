import { isRecord, isText } from '../errors';
import type { ChannelEvent, EventData } from './types';

/**
 * Change Data Capture: what the header of a change event says.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm
 */
export interface ChangeHeader {
  /** The object's API name. */
  readonly entityName: string;
  /** CREATE, UPDATE, DELETE or UNDELETE, or one of these behind GAP_; GAP_OVERFLOW. */
  readonly changeType: string;
  /** Several records if the same change was made to all of them. */
  readonly recordIds: readonly string[];
  /** Fields by their names, parts of compound fields by their paths. */
  readonly changedFields: readonly string[];
}

/** The header as it came; undefined for any other event. */
export function headerIn({ payload }: EventData): Readonly<Record<string, unknown>> | undefined {
  const header = isRecord(payload) ? payload['ChangeEventHeader'] : undefined;
  return isRecord(header) ? header : undefined;
}

/** Undefined for any other event. */
export function changeHeader(data: EventData): ChangeHeader | undefined {
  const header = headerIn(data);
  if (header === undefined) return undefined;
  const { entityName, changeType, recordIds, changedFields } = header;
  return {
    entityName: isText(entityName) ? entityName : '',
    changeType: isText(changeType) ? changeType : '',
    recordIds: textsIn(recordIds),
    changedFields: textsIn(changedFields),
  };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

const GAP = 'GAP_';
const OVERFLOW = 'GAP_OVERFLOW';

/** What happened to the records, whether or not Salesforce could tell the fields; undefined for an overflow. */
export function kindOfChange({ changeType }: ChangeHeader): string | undefined {
  if (changeType === OVERFLOW) return undefined;
  return changeType.startsWith(GAP) ? changeType.slice(GAP.length) : changeType;
}

/** Records that an event names: an overflow names none, and a cascade can name all that begin with some characters. */
export function recordsNamed({ recordIds, changeType }: ChangeHeader): readonly string[] {
  return changeType === OVERFLOW ? [] : recordIds.filter((id) => /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id));
}

/** What a workflow should be told when Salesforce does not tell what changed. */
export function noticeOn({ changeType, entityName }: ChangeHeader): string | undefined {
  if (changeType === OVERFLOW) {
    return (
      `Too many records changed in one transaction: Salesforce only says that ${entityName} records did. ` +
      'Read those that have changed since commitTimestamp.'
    );
  }
  if (!changeType.startsWith(GAP)) return undefined;
  return 'Salesforce could not say which fields changed (gap event): read the records to see their values.';
}

/**
 * An event on one level: the header of a change event beside the fields, and null for each field that was cleared, which
 * Salesforce only names.
 */
export function flatEvent({ channel, data }: ChannelEvent): Record<string, unknown> {
  const { payload, event, sobject } = data;
  const { replayId, EventUuid: eventUuid, ...more } = isRecord(event) ? event : {};
  const place = { channel, replayId, ...(eventUuid === undefined ? {} : { eventUuid }), ...more };
  if (isRecord(sobject)) return { ...place, ...sobject };
  if (!isRecord(payload)) return { ...place, payload };
  const { ChangeEventHeader: header, ...fields } = payload;
  const change = changeHeader(data);
  if (change === undefined || !isRecord(header)) return { ...place, ...payload };
  const notice = noticeOn(change);
  return {
    ...place,
    ...header,
    changedFields: change.changedFields,
    ...(notice === undefined ? {} : { notice }),
    ...withNulls(fields, change.changedFields),
  };
}

function withNulls(
  fields: Readonly<Record<string, unknown>>,
  changed: readonly string[],
): Readonly<Record<string, unknown>> {
  return changed.reduce((all, path) => {
    const [name = '', part] = path.split('.');
    const value = all[name];
    if (part === undefined) return value === undefined ? { ...all, [name]: null } : all;
    const parts = isRecord(value) ? value : {};
    return value === null || part in parts ? all : { ...all, [name]: { ...parts, [part]: null } };
  }, fields);
}
