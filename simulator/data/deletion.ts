import { ApiError, type ObjectSchema, type Row } from '../types';
import { isLive } from './table';
import type { OrgSchema } from '../schema';

/** What one deletion took along, so that undelete brings back as much and no more. */
export interface Deletion {
  deleted: { object: ObjectSchema; id: string }[];
  /** Lookups that pointed to a deleted record and were cleared. */
  cleared: { object: ObjectSchema; id: string; field: string; value: string }[];
}

/** Fields whose references outlive what they refer to. */
const lasting = new Set(['CreatedById', 'LastModifiedById', 'OwnerId', 'RecordTypeId']);

interface Children {
  object: ObjectSchema;
  field: string;
  rows: readonly Row[];
  cascade: boolean;
}

type FindChildren = (object: ObjectSchema, field: string, id: string) => readonly Row[];

function* childrenOf(schema: OrgSchema, object: ObjectSchema, id: string, find: FindChildren): Iterable<Children> {
  for (const relationship of object.childRelationships) {
    const child = schema.object(relationship.childSObject);
    if (child === undefined || lasting.has(relationship.field)) continue;
    const rows = find(child, relationship.field, id);
    if (rows.length > 0) yield { object: child, field: relationship.field, rows, cascade: relationship.cascadeDelete };
  }
}

/** Some children stand in the way of a deletion: an account or contact with cases stays. */
function checkNotBlocked(schema: OrgSchema, object: ObjectSchema, row: Row, children: readonly Children[]): void {
  const blockers = new Set(schema.rules(object).deleteBlockedBy);
  const blocking = children.find((entry) => blockers.has(entry.object.name));
  if (blocking === undefined) return;
  const nameField = blocking.object.fields.find((field) => field.nameField)?.name ?? 'Id';
  const names = blocking.rows.map((entry) => String(entry[nameField])).join(', ');
  throw new ApiError(400, {
    errorCode: 'DELETE_FAILED',
    message:
      `Your attempt to delete ${String(row['Name'])} could not be completed because it is associated with the ` +
      `following ${blocking.object.labelPlural.toLowerCase()}.: ${names}\n`,
    fields: [],
  });
}

/**
 * The records that go with this one (details of a master, contacts and opportunities of an account, activities and
 * files), and the lookups that are cleared. Throws DELETE_FAILED where a child forbids it.
 */
export function planDeletion(schema: OrgSchema, root: ObjectSchema, rootRow: Row, find: FindChildren): Deletion {
  const plan: Deletion = { deleted: [], cleared: [] };
  const seen = new Set<string>();
  const visit = (object: ObjectSchema, row: Row): void => {
    const id = String(row['Id']);
    if (seen.has(id) || !isLive(row)) return;
    seen.add(id);
    plan.deleted.push({ object, id });
    const children = [...childrenOf(schema, object, id, find)];
    checkNotBlocked(schema, object, row, children);
    for (const entry of children) {
      for (const child of entry.rows) {
        if (entry.cascade) visit(entry.object, child);
        else plan.cleared.push({ object: entry.object, id: String(child['Id']), field: entry.field, value: id });
      }
    }
  };
  visit(root, rootRow);
  plan.cleared = plan.cleared.filter((entry) => !seen.has(entry.id));
  return plan;
}
