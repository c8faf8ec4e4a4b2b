import { bulkWriteRows } from '../../../../salesforce/bulk/writeRows';
import type { IngestSettings } from '../../../../salesforce/bulk/jobs';
import { keyText, withoutKey, type Saved } from '../../../../salesforce/records';
import { recordId } from '../../../../salesforce/api';
import { InputError } from '../../../../salesforce/errors';
import { recordValues } from '../../../../salesforce/values';
import type { WriteJob, WriteRow } from '../../../../salesforce/write/rows';
import { assignmentRuleToRun, ingestProperties, readIngest } from '../../fields/ingest';
import { optionsProperty } from '../../fields/options';
import { waitForProperty } from '../../fields/waitFor';
import { describeObject, type Org } from '../../host/org';
import type { BatchOperation, Item, Outcome } from '../define';
import { followSettings } from './follow';

export const loadItems: BatchOperation = {
  value: 'loadItems',
  name: 'Load From Items',
  action: 'Load records from items',
  description:
    'Insert, update, upsert or delete a record for each item, whose fields are called as those in Salesforce. Null clears a field, what is empty stays as it is.',
  properties: [...ingestProperties, waitForProperty, optionsProperty(assignmentRuleToRun)],
  batch: async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    const groups = new Map<string, { settings: IngestSettings; items: Item[] }>();
    for (const item of items) {
      try {
        const settings = readIngest(item);
        const name = JSON.stringify(settings);
        const group = groups.get(name) ?? { settings, items: [] };
        group.items.push(item);
        groups.set(name, group);
      } catch (error) {
        outcomes.set(item.index, failure(error));
      }
    }
    for (const group of groups.values()) {
      if (org.cancelled()) break;
      // What goes wrong with one group is no other group's: their records may be saved already.
      const failed = await loadGroup(org, group.settings, group.items, outcomes).catch(failure);
      for (const { index } of group.items) if (!outcomes.has(index) && failed !== undefined) outcomes.set(index, failed);
    }
    return items.map(({ index }) => outcomes.get(index) ?? failure('The item was not loaded.'));
  },
};

/** Items read between two looks at whether the execution was cancelled. */
const AT_A_STRETCH = 1_000;

async function loadGroup(
  org: Org,
  settings: IngestSettings,
  items: readonly Item[],
  outcomes: Map<number, Outcome>,
): Promise<undefined> {
  const described = await describeObject(org, settings.object);
  const rows: WriteRow[] = [];
  for (const [position, item] of items.entries()) {
    // Lets a cancellation through.
    if (position % AT_A_STRETCH === AT_A_STRETCH - 1) await org.pause(0);
    try {
      const { key, values } = split(settings, item);
      const purpose = settings.operation === 'update' ? 'update' : 'create';
      const typed = recordValues(values, described, purpose, { timeZone: org.timeZone });
      rows.push({ index: item.index, values: typed, ...(key === undefined ? {} : { key }) });
    } catch (error) {
      outcomes.set(item.index, failure(error));
    }
  }
  const [first] = items;
  if (rows.length === 0 || first === undefined) return undefined;
  const follow = { ...followSettings(org, first), described, hardDelete: settings.operation === 'hardDelete' };
  for (const [index, outcome] of await bulkWriteRows(org.sendOnce, jobOf(settings), rows, follow)) {
    outcomes.set(index, 'error' in outcome ? outcome : { json: [jsonOf(settings, outcome.saved)] });
  }
  return undefined;
}

const OPERATIONS: Readonly<Record<IngestSettings['operation'], WriteJob['operation']>> = {
  delete: 'delete',
  hardDelete: 'delete',
  insert: 'create',
  update: 'update',
  upsert: 'upsert',
};

function jobOf({ operation, object, externalIdField, assignmentRuleId }: IngestSettings): WriteJob {
  return {
    operation: OPERATIONS[operation],
    object,
    ...(externalIdField === undefined ? {} : { externalIdField }),
    headers: assignmentRuleId === undefined ? {} : { assignmentRule: assignmentRuleId },
    allOrNone: false,
  };
}

/** What identifies the item's record, and its values without that; what is empty is left out, and so stays as it is. */
function split({ operation, externalIdField }: IngestSettings, { json }: Item): Pick<WriteRow, 'key' | 'values'> {
  const values = Object.fromEntries(Object.entries(json).flatMap(([name, value]) => (value === '' ? [] : [entryOf(name, value)])));
  if (operation === 'insert') return { values };
  const field = externalIdField ?? 'Id';
  const value = Object.entries(values).find(([name]) => name.trim().toLowerCase() === field.toLowerCase())?.[1];
  if (value === undefined || value === null) {
    throw new InputError(`The item has no ${field}, which tells the record that is meant.`, {
      field,
      actions: [`Give each item a field called ${field}, or filter out those without.`],
    });
  }
  const key = field === 'Id' ? recordId(String(value), 'Id') : keyText({ field, value });
  return { key, values: operation.toLowerCase().endsWith('delete') ? {} : withoutKey(values, { field, value }) };
}

/** `User:Owner.Username`, as files name a parent that can be of several objects. */
const PARENT_OF_OBJECT = /^\s*(\w+):(\w+)\.(\w+)\s*$/;

function entryOf(name: string, value: unknown): [string, unknown] {
  const [, type, relationship, key] = name.includes(':') ? (PARENT_OF_OBJECT.exec(name) ?? []) : [];
  if (type === undefined || relationship === undefined || key === undefined) return [name, value];
  return [relationship, { attributes: { type }, [key]: value }];
}

function jsonOf({ operation }: IngestSettings, { id, created }: Saved): { id: string | null } {
  switch (operation) {
    case 'update':
      return { id, ...{ updated: true } };
    case 'delete':
    case 'hardDelete':
      return { id, ...{ deleted: true } };
    default:
      return { id, ...{ created } };
  }
}

function failure(error: unknown): Outcome {
  return { error: error instanceof Error ? error : new Error(String(error)) };
}
