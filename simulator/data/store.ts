import {
  ApiError,
  type FieldSchema,
  type Locks,
  type ObjectSchema,
  type Row,
  type Scalar,
  type Store,
  type UpsertResult,
  type WriteOptions,
} from '../types';
import type { OrgSchema, SystemWriter } from '../schema';
import { checkPicklists, checkReferences, checkRequired, checkUnique, checkValidations, type Draft } from './checks';
import { coerce, datetimeText } from './coerce';
import { MemoryDatabase, type Place } from './database';
import { assignedOwner, auditFor, defaultsFor, hasField } from './defaults';
import { planDeletion, type Deletion } from './deletion';
import { checkDuplicates } from './duplicates';
import { readInput } from './input';
import { OpenTransactions } from './openTransactions';
import { RecentRecords } from './recent';
import { createSeed, type SeedOptions } from './seed';
import { isLive, type Table } from './table';

type Values = Readonly<Record<string, unknown>>;

export interface StoreOptions extends SeedOptions {
  /** Objects whose duplicate rule is active. None by default: seeded people have namesakes. */
  duplicateRules?: readonly string[];
}

/** The store, and what an admin of the org can switch while it runs. */
export interface OrgStore extends Store {
  readonly schema: OrgSchema;
  /** Names of the objects whose duplicate rule is active. */
  readonly duplicateRules: Set<string>;
}

const refuse = (status: number, errorCode: string, message: string, fields?: string[]) =>
  new ApiError(status, { errorCode, message, ...(fields ? { fields } : {}) });
const notFound = () => refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
const rowIsLocked = (id: string) =>
  refuse(400, 'UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records: ${id}`, []);
const entityIsDeleted = () => refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);

/** An entry of the delete log. */
interface Purged {
  readonly id: string;
  readonly deletedDate: string;
}

class MemoryStore extends MemoryDatabase implements OrgStore {
  readonly duplicateRules = new Set<string>();
  readonly locks = new Map<string, Locks>();
  private readonly deletions = new Map<string, Deletion>();
  /** Of what no query finds any more, by the object. */
  private readonly purged = new Map<string, readonly Purged[]>();
  private readonly recentRecords = new RecentRecords();
  private readonly open = new OpenTransactions();

  constructor(
    schema: OrgSchema,
    private readonly options: StoreOptions,
  ) {
    super(schema);
    this.reset();
  }

  reset(): void {
    this.load(createSeed(this.schema, this.options));
    this.deletions.clear();
    this.purged.clear();
    this.recentRecords.clear();
    this.locks.clear();
    this.open.clear();
    this.duplicateRules.clear();
    for (const name of this.options.duplicateRules ?? []) this.duplicateRules.add(name);
  }

  insert(object: ObjectSchema, values: Values, options: WriteOptions): string {
    if (!object.createable)
      throw refuse(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object.label}`, []);
    return this.write(options, () => {
      const rules = this.schema.rules(object);
      const input = readInput(this, object, values, 'createable');
      const table = this.table(object);
      const number = table.reserve();
      const id = table.idOf(number);
      const own: Row = { ...defaultsFor(object, rules, input, number, options), ...Object.fromEntries(input) };
      const row: Row = {
        Id: id,
        ...own,
        ...unnamed(object, own, id),
        ...assignedOwner(this, object, rules, own, options.autoAssign),
        ...(hasField(object, 'IsDeleted') ? { IsDeleted: false } : {}),
        ...auditFor(object, options, true),
      };
      const draft = { object, row, before: undefined, database: this };
      if (object.isEvent === true) {
        this.publish({ object, id, row: this.checked(draft, options), by: options });
        return id;
      }
      const saved = this.save(table, number, draft, options);
      rules.afterInsert?.(saved, this.systemWriter(options));
      return id;
    });
  }

  update(object: ObjectSchema, id: string, values: Values, options: WriteOptions): void {
    if (!object.updateable)
      throw refuse(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be updated: ${object.label}`, []);
    this.write(options, () => {
      const { table, number, row: before } = this.live(object, id);
      const input = readInput(this, object, values, 'updateable');
      const row: Row = { ...before, ...Object.fromEntries(input), ...auditFor(object, options, false) };
      this.save(table, number, { object, row, before, database: this }, options);
    });
  }

  upsert(
    object: ObjectSchema,
    field: FieldSchema,
    value: string,
    values: Values,
    options: WriteOptions & { updateOnly?: boolean },
  ): UpsertResult {
    if (!field.externalId && !field.idLookup) {
      throw refuse(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field.name}`);
    }
    if (Object.keys(values).some((name) => this.schema.field(object, name) === field)) {
      throw refuse(400, 'INVALID_FIELD', `The ${field.name} field should not be specified in the sobject data.`);
    }
    const key = coerce(field.type === 'id' ? { ...field, type: 'reference' } : field, value);
    if (key === null) throw refuse(400, 'MISSING_ARGUMENT', `${field.name} not specified`, []);
    const id = this.onlyMatch(object, field, key);
    if (id !== undefined) {
      this.update(object, id, values, options);
      return { id, created: false };
    }
    if (options.updateOnly === true || field.type === 'id') throw notFound();
    return { id: this.insert(object, { ...values, [field.name]: value }, options), created: true };
  }

  private onlyMatch(object: ObjectSchema, field: FieldSchema, key: Scalar): string | undefined {
    const ids = this.byField(object, field, key).map((row) => String(row['Id']));
    if (ids.length < 2) return ids[0];
    throw new ApiError(300, {
      errorCode: 'DUPLICATE_EXTERNAL_ID',
      message: `${field.name}: more than one record found for external id field: [${ids.join(', ')}]`,
      extra: { ids },
    });
  }

  remove(object: ObjectSchema, id: string, options: WriteOptions): void {
    if (!object.deletable)
      throw refuse(400, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', []);
    this.write(options, () => {
      const { row } = this.live(object, id);
      this.meetLock(object, String(row['Id']));
      const plan = planDeletion(this.schema, object, row, (child, field, parentId) =>
        this.children(child, field, parentId),
      );
      for (const entry of plan.cleared) this.patch(entry.object, entry.id, { [entry.field]: null });
      for (const entry of plan.deleted)
        this.patch(entry.object, entry.id, { IsDeleted: true, ...auditFor(entry.object, options, false) });
      this.rememberDeletion(String(row['Id']), plan);
    });
  }

  purge(object: ObjectSchema, id: string, options: WriteOptions): void {
    this.write(options, () => {
      // From the Recycle Bin, or past it.
      const key = String((this.byId(object, id) ?? this.live(object, id).row)['Id']);
      if (isLive(this.byId(object, key))) this.remove(object, key, options);
      for (const entry of this.deletions.get(key)?.deleted ?? []) {
        this.logPurge(entry.object.name, { id: entry.id, deletedDate: this.stampOf(entry.object, entry.id) });
        this.purgeRow(entry.object, entry.id);
      }
      this.rememberDeletion(key, undefined);
    });
  }

  undelete(object: ObjectSchema, id: string, options: WriteOptions): void {
    this.write(options, () => {
      const row = this.byId(object, id);
      if (row === undefined) throw notFound();
      if (isLive(row)) throw refuse(400, 'UNDELETE_FAILED', 'Entity is not in the recycle bin', []);
      const key = String(row['Id']);
      const plan = this.deletions.get(key) ?? { deleted: [{ object, id: key }], cleared: [] };
      for (const entry of plan.deleted)
        this.patch(entry.object, entry.id, { IsDeleted: false, ...auditFor(entry.object, options, false) });
      for (const entry of plan.deleted) this.checkUndeleted(entry.object, entry.id);
      for (const entry of plan.cleared) {
        if ((this.byId(entry.object, entry.id)?.[entry.field] ?? null) === null)
          this.patch(entry.object, entry.id, { [entry.field]: entry.value });
      }
      this.rememberDeletion(key, undefined);
    });
  }

  absorb(object: ObjectSchema, { id, duplicate }: { id: string; duplicate: string }, options: WriteOptions): string[] {
    return this.write(options, () => {
      const moved: string[] = [];
      for (const { childSObject, field } of object.childRelationships) {
        const child = this.schema.object(childSObject);
        if (child === undefined) continue;
        for (const row of this.children(child, field, duplicate)) {
          this.patch(child, String(row['Id']), { [field]: id, ...auditFor(child, options, false) });
          moved.push(String(row['Id']));
        }
      }
      this.patch(object, duplicate, { IsDeleted: true, MasterRecordId: id, ...auditFor(object, options, false) });
      return moved;
    });
  }

  issue(object: ObjectSchema, values: Row, options: WriteOptions): string {
    return this.write(options, () => this.systemInsert(object, values, options));
  }

  stamp(object: ObjectSchema, id: string, values: Row): void {
    this.patch(object, id, values);
  }

  /** Its master must be there again, and no other record may have taken its unique values. */
  private checkUndeleted(object: ObjectSchema, id: string): void {
    const row = this.byId(object, id) ?? {};
    for (const field of object.fields) {
      const masterId = row[field.name];
      if (!field.cascadeDelete || typeof masterId !== 'string') continue;
      const master = this.schema.byKeyPrefix(masterId.slice(0, 3));
      if (master && !isLive(this.byId(master, masterId)))
        throw refuse(400, 'UNDELETE_FAILED', 'Undelete of the parent record is required first', []);
    }
    checkUnique({ object, row, before: undefined, database: this });
  }

  private stampOf(object: ObjectSchema, id: string): string {
    return String(this.byId(object, id)?.['SystemModstamp']);
  }

  private logPurge(object: string, entry: Purged): void {
    const before = this.purged.get(object) ?? [];
    this.purged.set(object, [...before, entry]);
    this.note({
      undo: () => this.purged.set(object, before),
      redo: () => this.purged.set(object, [...(this.purged.get(object) ?? []), entry]),
    });
  }

  private rememberDeletion(id: string, plan: Deletion | undefined): void {
    const before = this.deletions.get(id);
    const set = (deletion: Deletion | undefined) =>
      deletion ? this.deletions.set(id, deletion) : this.deletions.delete(id);
    set(plan);
    this.note({ undo: () => set(before), redo: () => set(plan) });
  }

  changed(object: ObjectSchema, start: Date, end: Date): { id: string }[] {
    const [from, to] = [datetimeText(start), datetimeText(end)];
    const changes: { id: string }[] = [];
    for (const row of this.rows(object, { includeDeleted: false })) {
      const at = String(row['SystemModstamp']);
      if (at >= from && at < to) changes.push({ id: String(row['Id']) });
    }
    return changes;
  }

  deleted(object: ObjectSchema, start: Date, end: Date): { id: string; deletedDate: string }[] {
    const [from, to] = [datetimeText(start), datetimeText(end)];
    const inRecycleBin = [...this.table(object).written()]
      .filter(([, row]) => !isLive(row))
      .map(([, row]) => ({ id: String(row['Id']), deletedDate: String(row['SystemModstamp']) }));
    return [...inRecycleBin, ...(this.purged.get(object.name) ?? [])].filter(
      ({ deletedDate }) => deletedDate >= from && deletedDate < to,
    );
  }

  recent(userId: string): { object: ObjectSchema; id: string }[] {
    return this.recentRecords.of(userId).filter(({ object, id }) => isLive(this.byId(object, id)));
  }

  begin(now: Date, work: () => void): string {
    return this.open.add(now, this.rehearse(work));
  }

  end(id: string, how: 'commit' | 'rollback'): void {
    this.committed(this.open.end(id, how));
  }

  get oldestTransaction(): Date | undefined {
    return this.open.oldest;
  }

  /** Another transaction holds what this save would have to hold. */
  private meetLock({ name }: ObjectSchema, id: string): void {
    if (this.open.locks(id)) throw rowIsLocked(id);
    const locks = this.locks.get(name);
    if (locks === undefined || locks.times === 0) return;
    if (locks.skip > 0) {
      locks.skip -= 1;
      return;
    }
    locks.times -= 1;
    throw rowIsLocked(id);
  }

  private save(table: Table, number: number, draft: Draft, options: WriteOptions): Row {
    const { object } = draft;
    this.meetLock(object, String(draft.row['Id']));
    const row = this.checked(draft, options);
    table.put(number, row);
    if (options.updateMru !== false) this.recentRecords.add(options.userId, object, String(row['Id']));
    return row;
  }

  /** What every save passes, in Salesforce's order of execution as far as data rules go. */
  private checked(draft: Draft, options: WriteOptions): Row {
    const { object, before } = draft;
    const rules = this.schema.rules(object);
    const row: Row = { ...draft.row, ...rules.derive?.(draft.row, before, this) };
    const complete = { ...draft, row };
    checkRequired(complete);
    checkPicklists(complete);
    checkReferences(complete);
    rules.check?.(row, before, this);
    checkValidations(complete, rules.validations ?? []);
    if (!options.allowDuplicates && this.duplicateRules.has(object.name)) {
      checkDuplicates(this, object, row, rules.duplicateFields ?? []);
    }
    checkUnique(complete);
    return row;
  }

  private systemWriter(options: WriteOptions): SystemWriter {
    const objectOf = (name: string) => {
      const object = this.schema.object(name);
      if (object === undefined) throw new Error(`${name} is not an object of this org's schema.`);
      return object;
    };
    return {
      schema: this.schema,
      rows: (object, which) => this.rows(object, which),
      byId: (object, id) => this.byId(object, id),
      byField: (object, field, value) => this.byField(object, field, value),
      count: (object) => this.count(object),
      value: (object, row, field) => this.value(object, row, field),
      insert: (name, values) => this.systemInsert(objectOf(name), values, options),
      patch: (name, id, values) => this.patch(objectOf(name), id, values),
      children: (name, field, id) => this.children(objectOf(name), field, id),
    };
  }

  private systemInsert(object: ObjectSchema, values: Row, options: WriteOptions): string {
    const table = this.table(object);
    const number = table.reserve();
    table.put(number, { Id: table.idOf(number), ...values, IsDeleted: false, ...auditFor(object, options, true) });
    return table.idOf(number);
  }

  /** The row that a write is meant for. */
  private live(object: ObjectSchema, id: string): Place {
    const place = this.place(object, id);
    if (place === undefined) throw notFound();
    if (!isLive(place.row)) throw entityIsDeleted();
    return place;
  }
}

/** A custom record that is given no name is named by its id. */
function unnamed(object: ObjectSchema, row: Row, id: string): Row {
  const isTextName = object.custom && object.fields.some((field) => field.nameField && !field.autoNumber);
  return isTextName && (row['Name'] ?? null) === null ? { Name: id.slice(0, 15) } : {};
}

/** An org's data in memory, with Salesforce's rules of data, seeded as the options say. */
export function createStore(schema: OrgSchema, options: StoreOptions = {}): OrgStore {
  return new MemoryStore(schema, options);
}
