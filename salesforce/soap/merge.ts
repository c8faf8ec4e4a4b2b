import { canonicalId } from '../ids';
import { plainNumber } from '../numbers';
import type { Org } from '../org';
import type { Values } from '../records/single';
import { apiName } from '../names';
import { InputError } from '../errors';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { WriteOutcome } from '../write/rows';
import { escapedXml } from '../xml';
import { soapCarrier, type SoapJob } from './carrier';
import { xmlElement, xmlElements } from './envelope';

/** Records that a merge takes besides its master. */
export const MOST_DUPLICATES = 2;

/** A master record with the duplicates that become part of it, and the values that it has afterwards. */
export interface MergeRow {
  readonly index: number;
  readonly masterId: string;
  readonly duplicateIds: readonly string[];
  readonly values: Values;
}

/**
 * Merges duplicates into their masters. Those of one master are merged in the rows' order.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 * @param object API name
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function mergeRecords(
  org: Org,
  object: string,
  rows: readonly MergeRow[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  const merges = soapCarrier({
    name: 'merge',
    size: 200,
    write: ({ index }) => mergeRequest(object, byIndex.get(index)),
    read({ texts }, { index }) {
      const { masterId, duplicateIds = [] } = byIndex.get(index) ?? {};
      const merged = texts('mergedRecordIds').map((id) => canonicalId(id));
      const isTrue =
        canonicalId(texts('id')[0]) === masterId &&
        merged.length === duplicateIds.length &&
        duplicateIds.every((id) => merged.includes(id));
      if (!isTrue) return undefined;
      const result = { id: masterId, mergedRecordIds: merged, updatedRelatedIds: texts('updatedRelatedIds') };
      return { id: null, created: null, result };
    },
  });
  const job: SoapJob = { operation: 'merge', allOrNone: false };
  const locked = rows.map(({ index, masterId, values }) => ({ index, values, parent: masterId }));
  return await writeByRequests(org, merges, { job, rows: locked }, settings);
}

function mergeRequest(object: string, row: MergeRow | undefined): string {
  if (row === undefined) throw new Error('A merge needs a row.');
  const { masterId, duplicateIds, values } = row;
  const master = xmlElement('s:type', apiName(object, 'Object')) + cleared(values) + xmlElement('s:Id', masterId);
  const content = [
    xmlElement('masterRecord', { xml: master + filled(values) }),
    ...duplicateIds.map((id) => xmlElement('recordToMergeIds', id)),
  ];
  return xmlElement('mergeRequests', { xml: content.join('') });
}

function cleared(values: Values): string {
  const names = Object.entries(values).flatMap(([name, value]) => (value === null ? [name] : []));
  return names.map((name) => xmlElements({ 's:fieldsToNull': apiName(name, 'Fields') })).join('');
}

function filled(values: Values): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => xmlElement(`s:${apiName(name, 'Fields')}`, { xml: escapedXml(xmlText(name, value), name) }))
    .join('');
}

/**
 * A value as XML Schema writes it.
 * @throws InputError for a parent that is named by its external ID, which a merge does not take
 */
function xmlText(name: string, value: unknown): string {
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  throw new InputError(
    `${name}: a merge takes values of the record’s own fields only, and no external ID of a parent.`,
    { reason: 'notInMerge' },
    name,
  );
}
