import { ApiError, type Database, type ObjectSchema, type Row, type Scalar, type WriteOptions } from '../types';
import type { ObjectRules } from '../schema';
import { datetimeText } from './coerce';

/** Records keep times to the second. */
const toSecond = (at: Date) => datetimeText(new Date(Math.floor(at.getTime() / 1000) * 1000));

const fieldDefaults = new WeakMap<ObjectSchema, Row>();

/** Found once for each object: a million rows ask for it. */
function fieldDefaultsOf(object: ObjectSchema): Row {
  const found = fieldDefaults.get(object);
  if (found !== undefined) return found;
  const defaults: Row = Object.fromEntries(
    object.fields
      .filter((field) => field.defaultValue !== null && !field.calculated)
      .map((field) => [field.name, field.defaultValue]),
  );
  fieldDefaults.set(object, defaults);
  return defaults;
}

const fieldNames = new WeakMap<ObjectSchema, ReadonlySet<string>>();

/** Whether the object has a field of this name, in its exact spelling. A million rows ask for it. */
export function hasField(object: ObjectSchema, name: string): boolean {
  let names = fieldNames.get(object);
  if (names === undefined) {
    names = new Set(object.fields.map((field) => field.name));
    fieldNames.set(object, names);
  }
  return names.has(name);
}

/** `INV-{00000}` and 42 → `INV-00042`. */
export function formatAutoNumber(format: string, number: number): string {
  return format.replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
}

function recordTypeOf(object: ObjectSchema, id: Scalar | undefined) {
  return object.recordTypeInfos.find((info) =>
    id ? info.recordTypeId === id : info.defaultRecordTypeMapping && !info.master,
  );
}

/** What a new record has before its own values: field defaults, those of its record type, owner and numbers. */
export function defaultsFor(
  object: ObjectSchema,
  rules: ObjectRules,
  input: ReadonlyMap<string, Scalar>,
  number: number,
  options: WriteOptions,
): Row {
  const recordType = recordTypeOf(object, input.get('RecordTypeId'));
  const autoNumbers = [...(rules.autoNumbers ?? [])].map(
    ([name, format]) => [name, formatAutoNumber(format, number)] as const,
  );
  return {
    ...fieldDefaultsOf(object),
    ...(recordType
      ? { RecordTypeId: recordType.recordTypeId, ...rules.recordTypeDefaults?.get(recordType.developerName) }
      : {}),
    ...(hasField(object, 'OwnerId') ? { OwnerId: options.userId } : {}),
    ...Object.fromEntries(autoNumbers),
  };
}

/** Who wrote the record, and when. */
export function auditFor(object: ObjectSchema, { userId, now }: WriteOptions, created: boolean): Row {
  const at = toSecond(now);
  const changed: [string, Scalar][] = [
    ['LastModifiedDate', at],
    ['LastModifiedById', userId],
    ['SystemModstamp', at],
  ];
  const first: [string, Scalar][] = created
    ? [
        ['CreatedDate', at],
        ['CreatedById', userId],
      ]
    : [];
  return Object.fromEntries([...first, ...changed].filter(([name]) => hasField(object, name)));
}

function queueId(database: Database, developerName: string): Scalar {
  const group = database.schema.object('Group');
  if (group === undefined) return null;
  for (const row of database.rows(group, { includeDeleted: false }))
    if (row['DeveloperName'] === developerName) return row['Id'] ?? null;
  return null;
}

function checkRuleExists(database: Database, object: ObjectSchema, id: string): void {
  const rules = database.schema.object('AssignmentRule');
  const rule = rules && database.byId(rules, id);
  if (rule?.['SobjectType'] !== object.name) {
    throw new ApiError(400, {
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: 'invalid cross reference id',
      fields: [],
    });
  }
}

/**
 * The owner that the assignment rule gives a new record, if it has a say. The rule goes before an OwnerId in the
 * request, and is left out by `Sforce-Auto-Assign: FALSE`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm
 */
export function assignedOwner(
  database: Database,
  object: ObjectSchema,
  rules: ObjectRules,
  row: Row,
  autoAssign: WriteOptions['autoAssign'],
): Row {
  if (autoAssign === false || rules.assignTo === undefined) return {};
  if (typeof autoAssign === 'string') checkRuleExists(database, object, autoAssign);
  const queue = rules.assignTo(row);
  const owner = queue === null ? null : queueId(database, queue);
  return owner === null ? {} : { OwnerId: owner };
}
