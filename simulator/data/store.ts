import {
  ApiError, type Database, type FieldSchema, type ObjectSchema, type Row, type Scalar, type Store, type UpsertResult,
  type WriteOptions,
} from '../types';
import type { OrgSchema } from '../schema';
import { checkPicklists, checkReferences, checkRequired, checkUnique, type Draft } from './checks';
import { coerce, datetimeText } from './coerce';
import { normalizeId, numberOf } from './ids';
import { readInput } from './input';
import { createSeed, type SeedOptions } from './seed';
import { isLive, Table } from './table';
import { readValue } from './values';

type Values = Readonly<Record<string, unknown>>;

export interface StoreOptions extends SeedOptions {
  /** Objects whose duplicate rule is active. None by default, as seeded data has namesakes. */
  duplicateRules?: readonly string[];
}

const notFound = () => new ApiError(404, { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' });
const isDeleted = () => new ApiError(404, { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] });

class MemoryStore implements Store {
  private tables = new Map<string, Table>();
  private undo: (() => void)[] | undefined;

  constructor(readonly schema: OrgSchema, private readonly options: StoreOptions) {
    this.reset();
  }

  reset(): void {
    const seed = createSeed(this.schema, this.options);
    const log = { note: (step: () => void) => this.undo?.push(step) };
    this.tables = new Map(this.schema.objects.map((object) => [object.name, new Table(object, seed(object), log)]));
  }

  private table(object: ObjectSchema): Table {
    const table = this.tables.get(object.name);
    if (table === undefined) throw new Error(`${object.name} is not an object of this org's schema.`);
    return table;
  }

  rows(object: ObjectSchema, { includeDeleted }: { includeDeleted: boolean }): Iterable<Row> {
    return this.table(object).rows(includeDeleted);
  }

  private numberOf(object: ObjectSchema, id: string): number | undefined {
    const id18 = normalizeId(id);
    return id18?.startsWith(object.keyPrefix) ? numberOf(id18) : undefined;
  }

  byId(object: ObjectSchema, id: string): Row | undefined {
    const number = this.numberOf(object, id);
    return number === undefined ? undefined : this.table(object).get(number);
  }

  byField(object: ObjectSchema, field: FieldSchema, value: Scalar): readonly Row[] {
    const isId = field.type === 'id' || field.type === 'reference';
    const wanted = isId && typeof value === 'string' ? (normalizeId(value) ?? value) : value;
    if (field.type !== 'id') return this.table(object).find(field, wanted);
    const row = this.byId(object, String(wanted));
    return row !== undefined && isLive(row) ? [row] : [];
  }

  count(object: ObjectSchema): number {
    return this.table(object).live;
  }

  value(object: ObjectSchema, row: Row, field: FieldSchema): unknown {
    return readValue(this.schema.rules(object), this, row, field);
  }

  insert(object: ObjectSchema, values: Values, options: WriteOptions): string {
    return this.transaction(() => {
      const input = readInput(this, object, values, 'createable');
      const table = this.table(object);
      const number = table.reserve();
      const id = table.idOf(number);
      const row: Row = {
        Id: id, ...defaults(object, options), ...Object.fromEntries(input), IsDeleted: false, ...audit(object, options, true),
      };
      this.save(table, number, { object, row, before: undefined, database: this });
      return id;
    });
  }

  update(object: ObjectSchema, id: string, values: Values, options: WriteOptions): void {
    this.transaction(() => {
      const number = this.numberOf(object, id);
      const table = this.table(object);
      const before = number === undefined ? undefined : table.get(number);
      if (number === undefined || before === undefined) throw notFound();
      if (!isLive(before)) throw isDeleted();
      const input = readInput(this, object, values, 'updateable');
      const row: Row = { ...before, ...Object.fromEntries(input), ...audit(object, options, false) };
      this.save(table, number, { object, row, before, database: this });
    });
  }

  /** What every save passes, in Salesforce's order of execution as far as data rules go. */
  private save(table: Table, number: number, draft: Draft): void {
    const { object, before } = draft;
    const rules = this.schema.rules(object);
    const row: Row = { ...draft.row, ...rules.derive?.(draft.row, before, this as Database) };
    const complete = { ...draft, row };
    checkRequired(complete);
    checkPicklists(complete);
    checkReferences(complete);
    checkUnique(complete);
    table.put(number, row);
  }

  upsert(
    object: ObjectSchema, field: FieldSchema, value: string, values: Values, options: WriteOptions & { updateOnly?: boolean },
  ): UpsertResult {
    const matches = this.byField(object, field, coerce(field, value));
    const [first] = matches;
    if (matches.length > 1) {
      throw new ApiError(300, {
        errorCode: 'DUPLICATE_EXTERNAL_ID',
        message: `${field.name}: more than one record found for external id field: [${matches.map((row) => String(row['Id'])).join(', ')}]`,
      });
    }
    if (first !== undefined) {
      this.update(object, String(first['Id']), values, options);
      return { id: String(first['Id']), created: false };
    }
    if (options.updateOnly === true) throw notFound();
    return { id: this.insert(object, { ...values, [field.name]: value }, options), created: true };
  }

  remove(object: ObjectSchema, id: string, options: WriteOptions): void {
    this.transaction(() => this.setDeleted(object, id, true, options));
  }

  undelete(object: ObjectSchema, id: string, options: WriteOptions): void {
    this.transaction(() => this.setDeleted(object, id, false, options));
  }

  private setDeleted(object: ObjectSchema, id: string, deleted: boolean, options: WriteOptions): void {
    const number = this.numberOf(object, id);
    const row = number === undefined ? undefined : this.table(object).get(number);
    if (number === undefined || row === undefined) throw notFound();
    if (deleted && !isLive(row)) throw isDeleted();
    this.table(object).put(number, { ...row, IsDeleted: deleted, ...audit(object, options, false) });
  }

  transaction<T>(work: () => T): T {
    const outer = this.undo;
    const steps: (() => void)[] = outer ?? [];
    const savepoint = steps.length;
    this.undo = steps;
    try {
      return work();
    } catch (error) {
      this.undo = undefined;
      for (const step of steps.splice(savepoint).reverse()) step();
      throw error;
    } finally {
      this.undo = outer;
    }
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
    return [...this.table(object).written()]
      .filter(([, row]) => !isLive(row))
      .map(([, row]) => ({ id: String(row['Id']), deletedDate: String(row['SystemModstamp']) }))
      .filter(({ deletedDate }) => deletedDate >= from && deletedDate < to);
  }

  recent(): { object: ObjectSchema; id: string }[] {
    return [];
  }
}

function defaults(object: ObjectSchema, options: WriteOptions): Row {
  const own = object.fields
    .filter((field) => field.defaultValue !== null && !field.calculated)
    .map((field) => [field.name, field.defaultValue] as const);
  const hasOwner = object.fields.some((field) => field.name === 'OwnerId');
  return { ...Object.fromEntries(own), ...(hasOwner ? { OwnerId: options.userId } : {}) };
}

function audit(object: ObjectSchema, { userId, now }: WriteOptions, created: boolean): Row {
  // Datetimes of records are kept to the second.
  const at = datetimeText(new Date(Math.floor(now.getTime() / 1000) * 1000));
  const all: [string, Scalar][] = [
    ['LastModifiedDate', at], ['LastModifiedById', userId], ['SystemModstamp', at],
    ...(created ? [['CreatedDate', at], ['CreatedById', userId]] as [string, Scalar][] : []),
  ];
  const names = new Set(object.fields.map((field) => field.name));
  return Object.fromEntries(all.filter(([name]) => names.has(name)));
}

/** An org's data in memory, with Salesforce's rules of data, seeded as the options say. */
export function createStore(schema: OrgSchema, options: StoreOptions = {}): Store {
  return new MemoryStore(schema, options);
}
