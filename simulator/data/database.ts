import type {
  Database,
  FieldSchema,
  ObjectSchema,
  PublishedEvent,
  Row,
  Scalar,
  StoreWatcher,
  WriteOptions,
} from '../types';
import type { OrgSchema } from '../schema';
import { normalizeId, numberOf } from './ids';
import { isLive, Table, type SeedRows, type Step } from './table';
import { readValue } from './values';

/** Where a row is kept. */
export interface Place {
  table: Table;
  number: number;
  row: Row;
}

/** Rows in memory: how they are found, written without rules, and rolled back. */
export class MemoryDatabase implements Database {
  private tables = new Map<string, Table>();
  private steps: Step[] | undefined;
  private author: WriteOptions | undefined;
  private readonly watchers: StoreWatcher[] = [];

  constructor(readonly schema: OrgSchema) {}

  /** Begins again with these rows. */
  protected load(seed: (object: ObjectSchema) => SeedRows): void {
    const log = { note: (step: Step) => this.note(step), author: () => this.author };
    this.tables = new Map(this.schema.objects.map((object) => [object.name, new Table(object, seed(object), log)]));
  }

  rows(object: ObjectSchema, { includeDeleted }: { includeDeleted: boolean }): Iterable<Row> {
    return this.table(object).rows(includeDeleted);
  }

  byId(object: ObjectSchema, id: string): Row | undefined {
    return this.place(object, id)?.row;
  }

  byField(object: ObjectSchema, field: FieldSchema, value: Scalar | bigint): readonly Row[] {
    const isId = field.type === 'id' || field.type === 'reference';
    const wanted = isId && typeof value === 'string' ? (normalizeId(value) ?? value) : value;
    if (field.type !== 'id') return this.table(object).find(field, wanted);
    const row = this.byId(object, String(wanted));
    return isLive(row) ? [row] : [];
  }

  count(object: ObjectSchema): number {
    return this.table(object).live;
  }

  value(object: ObjectSchema, row: Row, field: FieldSchema): unknown {
    return readValue(this.schema.rules(object), this, row, field);
  }

  /** Live rows whose field refers to this id. */
  children(object: ObjectSchema, fieldName: string, id: string): readonly Row[] {
    const field = this.schema.field(object, fieldName);
    return field === undefined ? [] : this.table(object).find(field, id);
  }

  transaction<T>(work: () => T): T {
    const outer = this.steps;
    const steps = outer ?? [];
    const savepoint = steps.length;
    this.steps = steps;
    try {
      const result = work();
      if (outer === undefined) this.committed(steps);
      return result;
    } catch (error) {
      takeBack(steps.splice(savepoint));
      throw error;
    } finally {
      this.steps = outer;
    }
  }

  watch(watcher: StoreWatcher): void {
    this.watchers.push(watcher);
  }

  /** A transaction of one write. */
  protected write<T>(options: WriteOptions, work: () => T): T {
    const outer = this.author;
    this.author = options;
    try {
      return this.transaction(work);
    } finally {
      this.author = outer;
    }
  }

  /** Tells what the steps of a transaction have changed. */
  protected committed(steps: readonly Step[]): void {
    if (this.watchers.length === 0) return;
    const changes = steps.flatMap(({ change }) => change ?? []);
    if (changes.length > 0) for (const watcher of this.watchers) watcher.committed(changes);
  }

  protected publish(event: PublishedEvent): void {
    for (const watcher of this.watchers) watcher.published(event);
  }

  /** Does `work` and takes it back. @returns its steps, which can be done again */
  protected rehearse(work: () => void): readonly Step[] {
    return this.transaction(() => {
      work();
      const steps = this.steps?.splice(0) ?? [];
      takeBack(steps);
      return steps;
    });
  }

  /** Says how to take back a change, should the transaction fail. */
  protected note(step: Step): void {
    this.steps?.push(step);
  }

  protected table(object: ObjectSchema): Table {
    const table = this.tables.get(object.name);
    if (table === undefined) throw new Error(`${object.name} is not an object of this org's schema.`);
    return table;
  }

  protected place(object: ObjectSchema, id: string): Place | undefined {
    const id18 = normalizeId(id);
    const number = id18?.startsWith(object.keyPrefix) ? numberOf(id18) : undefined;
    const table = this.table(object);
    const row = number === undefined ? undefined : table.get(number);
    return number === undefined || row === undefined ? undefined : { table, number, row };
  }

  protected patch(object: ObjectSchema, id: string, values: Row): void {
    const place = this.place(object, id);
    place?.table.put(place.number, { ...place.row, ...values });
  }

  protected purgeRow(object: ObjectSchema, id: string): void {
    const place = this.place(object, id);
    place?.table.put(place.number, null);
  }
}

function takeBack(steps: readonly Step[]): void {
  for (const step of [...steps].reverse()) step.undo();
}
