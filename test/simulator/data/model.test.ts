import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ApiError, type Row } from '../../../simulator/types';
import { createOrg, fieldOf, objectOf } from './org';

/** A lead as the model keeps it: seeded leads are not looked at. */
interface ModelLead {
  key: string | null;
  company: string;
  deleted: boolean;
}

type Model = Map<string, ModelLead>;

type Org = ReturnType<typeof createOrg>;

interface Step {
  kind: 'insert' | 'update' | 'upsert' | 'remove' | 'undelete';
  target: number;
  key: string | null;
  company: string;
}

const key = fc.option(fc.constantFrom('a', 'B', 'b', 'c', ' c '), { nil: null });

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('insert', 'update', 'upsert', 'remove', 'undelete'),
  target: fc.nat(7),
  key,
  company: fc.constantFrom('One', 'Two', ''),
});

const normal = (value: string | null) => value?.trim() ?? null;

const takenBy = (model: Model, value: string | null) =>
  value === null
    ? undefined
    : [...model].find(([, lead]) => !lead.deleted && lead.key?.toLowerCase() === value.toLowerCase())?.[0];

/** What the step may do, said plainly: the new state of one lead, or undefined where the API must refuse. */
function expected(model: Model, id: string | undefined, { kind, key: given, company }: Step): ModelLead | undefined {
  const before = id === undefined ? undefined : model.get(id);
  const value = normal(given);
  const free = (wanted: string | null) => [undefined, id].includes(takenBy(model, wanted));
  if (kind === 'insert')
    return company !== '' && takenBy(model, value) === undefined ? { key: value, company, deleted: false } : undefined;
  if (before === undefined) return undefined;
  if (kind === 'remove') return before.deleted ? undefined : { ...before, deleted: true };
  if (kind === 'undelete') return before.deleted && free(before.key) ? { ...before, deleted: false } : undefined;
  return !before.deleted && company !== '' && free(value) ? { key: value, company, deleted: false } : undefined;
}

function run(org: Org, id: string, { kind, key: given, company }: Step): string {
  const values = { Company: company, External_Id__c: given };
  if (kind === 'insert') return org.insert('Lead', { LastName: 'L', ...values });
  if (kind === 'update') org.update('Lead', id, values);
  if (kind === 'remove') org.remove('Lead', id);
  if (kind === 'undelete') org.undelete('Lead', id);
  return id;
}

/** Upsert is insert or update, chosen by the key. */
function resolve(model: Model, ids: readonly string[], given: Step): { id: string | undefined; step: Step } {
  const value = normal(given.key);
  if (given.kind !== 'upsert' || value === null)
    return {
      id: ids[given.target % Math.max(1, ids.length)],
      step: { ...given, kind: given.kind === 'upsert' ? 'update' : given.kind },
    };
  const id = takenBy(model, value);
  return { id, step: { ...given, kind: id === undefined ? 'insert' : 'update' } };
}

function apply(org: Org, model: Model, given: Step): void {
  const { id, step: plain } = resolve(model, [...model.keys()], given);
  const byKey = given.kind === 'upsert' && normal(given.key) !== null;
  // An upsert leaves the key as it was first written.
  const outcome = expected(
    model,
    id,
    byKey && id !== undefined ? { ...plain, key: model.get(id)?.key ?? null } : plain,
  );
  let written: string | undefined;
  try {
    written = byKey
      ? org.upsert('Lead', 'External_Id__c', given.key ?? '', { LastName: 'L', Company: given.company }).id
      : run(org, id ?? '00Q8d0000000zzz', plain);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  expect([given, written !== undefined]).toEqual([given, outcome !== undefined]);
  if (written !== undefined && outcome !== undefined) model.set(written, outcome);
}

const seen = (row: Row): ModelLead => ({
  key: (row['External_Id__c'] ?? null) as string | null,
  company: String(row['Company']),
  deleted: row['IsDeleted'] === true,
});

function compare(org: Org, model: Model): void {
  const lead = objectOf('Lead');
  const stored = new Map(
    [...org.store.rows(lead, { includeDeleted: true })].map((row) => [String(row['Id']), seen(row)]),
  );
  for (const [id, expectedLead] of model) expect(stored.get(id)).toEqual(expectedLead);
  const seeded = 10;
  expect(stored.size).toBe(seeded + model.size);
  expect(org.store.count(lead)).toBe(seeded + [...model.values()].filter((entry) => !entry.deleted).length);
  for (const value of ['a', 'b', 'c']) {
    const found = org.store.byField(lead, fieldOf('Lead', 'External_Id__c'), value).map((row) => String(row['Id']));
    expect(found).toEqual([takenBy(model, value)].filter((id) => id !== undefined));
  }
}

test('Whatever is written, undone and rolled back, the store holds what a plain list of leads holds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ steps: fc.array(step, { maxLength: 4 }), fails: fc.boolean() }), { maxLength: 8 }),
      (batches) => {
        const org = createOrg();
        let model: Model = new Map();
        for (const { steps, fails } of batches) {
          const draft: Model = new Map(model);
          try {
            org.store.transaction(() => {
              for (const entry of steps) apply(org, draft, entry);
              if (fails) throw new ApiError(400, { errorCode: 'X', message: 'rolled back' });
            });
            model = draft;
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
          }
          compare(org, model);
        }
      },
    ),
    { numRuns: 60 },
  );
});
