import type { IDataObject } from 'n8n-workflow';

import {
  checkRecordId,
  standardKeyPrefix,
  type FieldDescribe,
  type ObjectDescribe,
} from '../../../../salesforce/describe';
import {
  keyText,
  withoutKey,
  type RecordKey,
  type Saved,
  type WriteHeaders,
} from '../../../../salesforce/records/single';
import { typedKey } from '../../../../salesforce/write/keys';
import { parentProblems } from '../../../../salesforce/write/parentNames';
import { knowPicklists } from '../../../../salesforce/write/picklists';
import { writeRows } from '../../../../salesforce/write/writeRows';
import type { WriteJob, WriteOutcome, WriteRow } from '../../../../salesforce/write/rows';
import { hintAtSharedKey } from '../../fields/externalId';
import { readObject } from '../../fields/object';
import { readWriteHeaders } from '../../fields/options';
import { readTravel, type Travel } from '../../fields/sendAs';
import { readValues } from '../../fields/fieldsToSend';
import type { FormValues, Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { progressReporter } from '../bulk/followJobs';
import { hintAtRepeats } from '../bulk/repeats';
import type { BatchOperation } from '../define';
import { writeInGroups, type ItemRow } from '../writeInGroups';
import { hintAtOwnerSent } from './ownerHint';
import { hintAtUnlisted } from './unlistedHint';

export interface ItemWrite {
  readonly operation: WriteJob['operation'];
  /** Identifies an item's record; absent for a new one. */
  readonly readKey?: (item: Item) => RecordKey;
  readonly toJson: (saved: Saved) => IDataObject;
}

/** What items that are sent together have in common. */
interface CommonWrite extends WriteOptions {
  /** API name. */
  readonly object: string;
  readonly described: ObjectDescribe | undefined;
  /** The external ID field of the rows' keys; undefined if they are record IDs. */
  readonly keyField: FieldDescribe | undefined;
}

/** Writes the items' records; those with the same object, external ID field and options share requests. */
export function writeItems(write: ItemWrite): BatchOperation['batch'] {
  const { operation, readKey, toJson } = write;
  return writeInGroups<CommonWrite>({
    objectOf: (item) => (needsDescribe(operation, item, readKey?.(item)) ? readObject(item) : undefined),
    read: (org, item, described) => readRowToWrite(write, org, item, described),
    unfit: async (org, { travel, described }, rows) =>
      described === undefined
        ? new Map()
        : await parentProblems(org, rows, described, travel.sendAs === 'bulk' ? 'bulk' : 'requests'),
    write: (org, common, rows) => writeCommon(org, operation, common, rows),
    toJson,
  });
}

/** A record that is deleted by its ID needs no look at its object, where the ID tells that it is of it. */
function needsDescribe(operation: WriteJob['operation'], item: Item, key: RecordKey | undefined): boolean {
  return operation !== 'delete' || typeof key === 'object' || standardKeyPrefix(readObject(item)) === undefined;
}

function readRowToWrite(
  { operation, readKey }: ItemWrite,
  org: NodeOrg,
  item: Item,
  described: ObjectDescribe | undefined,
): ItemRow<CommonWrite> {
  const options = item.shared(readOptions);
  const object = described?.name ?? readObject(item);
  const key = readKey?.(item);
  const values =
    operation === 'delete' || described === undefined
      ? {}
      : readValues(org, { form: item, data: () => withoutOwnId(item.json, key) }, described, operation);
  if (typeof key === 'string') checkRecordId(key, object, described);
  const { assignmentRule } = options.headers;
  const mayCreate = operation === 'create' || operation === 'upsert';
  hintAtOwnerSent(org, object, values, { assignmentRule, sendAs: options.travel.sendAs, mayCreate });
  const typed = typeof key === 'object' && described !== undefined ? typedKey(key, described) : undefined;
  if (operation !== 'create') hintAtSharedKey(org, typed?.field, operation);
  return {
    row: rowOf(item.index, typed?.key ?? key, values),
    group: `${object.toLowerCase()} ${typed?.field.name ?? ''} ${options.name}`,
    common: () => ({ ...options, object, described, keyField: typed?.field }),
  };
}

/** What Get gives has the record's ID among its fields: it says again which record is meant. */
function withoutOwnId(data: IDataObject, key: RecordKey | undefined): IDataObject {
  const name = typeof key === 'string' ? Object.keys(data).find((field) => /^\s*id\s*$/i.test(field)) : undefined;
  if (name === undefined || !isSameId(data[name], key)) return data;
  const { [name]: id, ...others } = data;
  return others;
}

function isSameId(value: unknown, key: unknown): boolean {
  return typeof value === 'string' && typeof key === 'string' && value.trim().slice(0, 15) === key.slice(0, 15);
}

/** The external ID is not repeated among the values. */
function rowOf(index: number, key: RecordKey | undefined, values: WriteRow['values']): WriteRow {
  if (key === undefined) return { index, values };
  if (typeof key === 'string') return { index, values, key };
  return { index, values: withoutKey(values, key), key: keyText(key) };
}

interface WriteOptions {
  readonly headers: WriteHeaders;
  readonly travel: Travel;
  /** The same for items with the same options. */
  readonly name: string;
}

function readOptions(form: FormValues): WriteOptions {
  const headers = readWriteHeaders(form);
  const travel = readTravel(form);
  return { headers, travel, name: JSON.stringify([headers, travel]) };
}

async function writeCommon(
  org: NodeOrg,
  operation: WriteJob['operation'],
  { object, described, keyField, headers, travel }: CommonWrite,
  rows: readonly WriteRow[],
): Promise<Map<number, WriteOutcome>> {
  const { sendAs, bulkFrom, parallel, stopAtUsage, allOrNone } = travel;
  const job: WriteJob = {
    operation,
    object,
    headers,
    allOrNone,
    ...(keyField === undefined ? {} : { externalIdField: keyField.name, isKeyUnique: keyField.unique }),
  };
  const group = {
    job,
    rows,
    sendAs,
    bulkFrom,
    ...(keyField === undefined ? {} : { keyField }),
    ...(described === undefined ? {} : { described }),
  };
  const outcomes = await writeRows(org, group, {
    parallel,
    progress: progressReporter(org),
    repeated: (times, sentIn) => {
      // Automatic has counted them before it chose Bulk.
      if (sendAs === 'bulk' || sentIn === 'requests') hintAtRepeats(org, times, sentIn);
    },
    ...(stopAtUsage === undefined ? {} : { stopAtUsage }),
  });
  if (described !== undefined) {
    for (const { index, values } of rows) if (wasSaved(outcomes.get(index))) hintAtUnlisted(org, described, values);
  }
  return knowPicklists(outcomes, described);
}

function wasSaved(outcome: WriteOutcome | undefined): boolean {
  return outcome !== undefined && 'saved' in outcome;
}
