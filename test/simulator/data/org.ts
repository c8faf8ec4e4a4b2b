import { adminUserId, createStore, type OrgStore, type StoreOptions } from '../../../simulator/data';
import { createSchema } from '../../../simulator/schema';
import {
  ApiError,
  type ApiErrorEntry,
  type FieldSchema,
  type ObjectSchema,
  type Row,
  type WriteOptions,
} from '../../../simulator/types';

export const schema = createSchema();

export const options: WriteOptions = {
  userId: adminUserId,
  now: new Date('2026-03-01T12:00:00.750Z'),
  allowDuplicates: false,
  autoAssign: true,
};

export function objectOf(name: string): ObjectSchema {
  const object = schema.object(name);
  if (object === undefined) throw new Error(`no object ${name}`);
  return object;
}

export function fieldOf(objectName: string, name: string): FieldSchema {
  const field = schema.field(objectOf(objectName), name);
  if (field === undefined) throw new Error(`no field ${objectName}.${name}`);
  return field;
}

/** An org and short ways to write to it as its admin. */
export function createOrg(storeOptions: StoreOptions = {}) {
  const store: OrgStore = createStore(schema, { size: 40, ...storeOptions });
  return {
    store,
    insert: (object: string, values: Record<string, unknown>, more: Partial<WriteOptions> = {}) =>
      store.insert(objectOf(object), values, { ...options, ...more }),
    update: (object: string, id: string, values: Record<string, unknown>) =>
      store.update(objectOf(object), id, values, options),
    upsert: (object: string, field: string, value: string, values: Record<string, unknown>, updateOnly = false) =>
      store.upsert(objectOf(object), fieldOf(object, field), value, values, { ...options, updateOnly }),
    remove: (object: string, id: string) => store.remove(objectOf(object), id, options),
    undelete: (object: string, id: string) => store.undelete(objectOf(object), id, options),
    row: (object: string, id: string): Row => {
      const row = store.byId(objectOf(object), id);
      if (row === undefined) throw new Error(`no row ${id}`);
      return row;
    },
    value: (object: string, id: string, field: string) =>
      store.value(objectOf(object), store.byId(objectOf(object), id) ?? {}, fieldOf(object, field)),
  };
}

/** What the API refuses with: status and errors. */
export function refusal(work: () => unknown): { status: number; errors: ApiErrorEntry[] } {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, errors: error.errors };
    throw error;
  }
  throw new Error('It was not refused.');
}
