import { isRecord, isText } from '../errors';

export type SalesforceRecord = Record<string, unknown>;

/** A record's own address, which no other has; what is calculated has none. */
export function addressOf(record: SalesforceRecord | undefined): string | undefined {
  const attributes = record?.['attributes'];
  const url = isRecord(attributes) ? attributes['url'] : undefined;
  return isText(url) ? url : undefined;
}

/** A query need not select the ID: it is at the end of the record's URL. */
export function addressedId(record: SalesforceRecord | undefined): string | undefined {
  return /\/([a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?)$/.exec(addressOf(record)?.slice(-19) ?? '')?.[1];
}
