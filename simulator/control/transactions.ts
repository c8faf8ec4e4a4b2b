import { adminUserId } from '../data';
import { ApiError, type Org, type WriteOptions } from '../types';

/** A write by the administrator: an update with an `id`, else an insert; without `values`, a delete. */
interface Write {
  object: string;
  id?: string;
  values?: Readonly<Record<string, unknown>>;
}

export interface TransactionRequest {
  begin?: readonly Write[];
  commit?: string;
  rollback?: string;
}

const write = { object: { type: 'string' }, id: { type: 'string' }, values: { type: 'object' } };

export const transactionSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    begin: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, required: ['object'], properties: write },
    },
    commit: { type: 'string' },
    rollback: { type: 'string' },
  },
};

/** @returns the record's ID */
function carryOut({ store }: Org, { object: name, id, values }: Write, options: WriteOptions): string {
  const object = store.schema.object(name);
  if (object === undefined) throw new ApiError(400, { errorCode: 'INVALID_REQUEST', message: `There is no ${name}` });
  if (id === undefined) return store.insert(object, values ?? {}, options);
  if (values === undefined) store.remove(object, id, options);
  else store.update(object, id, values, options);
  return id;
}

/** Begins a transaction that stays open, commits it or takes it back. */
export function transact(org: Org, { begin, commit, rollback }: TransactionRequest): object {
  if (begin === undefined) {
    org.store.end(commit ?? rollback ?? '', commit === undefined ? 'rollback' : 'commit');
    return commit === undefined ? { rollback } : { commit };
  }
  const now = org.clock.now();
  const options = { userId: adminUserId, now, allowDuplicates: true, autoAssign: false };
  const ids: string[] = [];
  const id = org.store.begin(now, () => {
    for (const one of begin) ids.push(carryOut(org, one, options));
  });
  return { id, ids };
}
