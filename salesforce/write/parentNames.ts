import { findRelationship, type Describe, type FieldDescribe, type ObjectDescribe } from '../describe';
import { InputError, isRecord } from '../errors';
import { parentIdentifier, type ParentName } from '../values/parent';
import { hasDecimals, roundedKey } from '../values/record';
import type { WriteOutcome, WriteRow } from './rows';

/** Rows that can be sent, and what became of the others. */
export interface CheckedRows {
  readonly fit: readonly WriteRow[];
  readonly outcomes: ReadonlyMap<number, WriteOutcome>;
}

/** The name as the org describes it, with its field where that is known; or why it is none. */
type Spell = (name: ParentName) => Promise<SpelledName | InputError>;

interface SpelledName extends ParentName {
  readonly field?: FieldDescribe;
}

/**
 * Names the rows' parents as the org describes them. Bulk takes a name that is spelled in two ways for two columns, and
 * fails all rows for a name that does not exist.
 * @returns an error for each row that names a parent by what is not a field of it
 */
export async function withParentNames(
  { describe }: { readonly describe: Pick<Describe, 'object'> },
  rows: readonly WriteRow[],
  described: ObjectDescribe,
): Promise<CheckedRows> {
  return await checkedRows(rows, speller(described, describe), (name, value) => isParent(described, name, value));
}

/**
 * The same for those parents only that are identified by a number with decimal places, which Salesforce would round: not
 * to describe the objects of all others, which other ways of sending than Bulk name one by one.
 */
export async function withoutRoundedParents(
  { describe }: { readonly describe: Pick<Describe, 'object'> },
  rows: readonly WriteRow[],
  described: ObjectDescribe,
): Promise<CheckedRows> {
  return await checkedRows(rows, speller(described, describe), (name, value) => {
    return isParent(described, name, value) && Object.values(value as object).some(hasDecimals);
  });
}

function isParent(described: ObjectDescribe, name: string, value: unknown): boolean {
  return isRecord(value) && findRelationship(described, name) !== undefined;
}

async function checkedRows(
  rows: readonly WriteRow[],
  spell: Spell,
  isMeant: (name: string, value: unknown) => boolean,
): Promise<CheckedRows> {
  const outcomes = new Map<number, WriteOutcome>();
  const fit: WriteRow[] = [];
  for (const row of rows) {
    const parents = Object.entries(row.values).filter(([name, value]) => isMeant(name, value));
    const values = parents.length === 0 ? row.values : await spelled(row, parents, spell);
    if (values instanceof InputError) outcomes.set(row.index, { error: values });
    else fit.push(values === row.values ? row : { ...row, values });
  }
  return { fit, outcomes };
}

/**
 * What cannot be found of the rows' parents, before anything is sent: by Bulk, or by what sends names as they are.
 * @returns an error for each row that it concerns
 */
export async function parentProblems(
  org: { readonly describe: Pick<Describe, 'object'> },
  rows: readonly WriteRow[],
  described: ObjectDescribe,
  by: 'bulk' | 'requests' = 'bulk',
): Promise<CheckedRows['outcomes']> {
  const check = by === 'bulk' ? withParentNames : withoutRoundedParents;
  return (await check(org, rows, described)).outcomes;
}

async function spelled(
  { values }: WriteRow,
  parents: readonly [string, unknown][],
  spell: Spell,
): Promise<WriteRow['values'] | InputError> {
  const changed: Record<string, unknown> = { ...values };
  for (const [relationship, value] of parents) {
    const { attributes, ...named } = value as { attributes?: { type?: string } };
    const [[given, keyValue] = ['', null]] = Object.entries(named);
    const name = await spell({ type: attributes?.type, relationship, key: given });
    if (name instanceof InputError) return name;
    const { type, key, field } = name;
    const rounded = field === undefined ? undefined : roundedKey(keyValue, field, `${relationship}.${key}`);
    if (rounded !== undefined) return rounded;
    changed[relationship] = { ...(type === undefined ? {} : { attributes: { type } }), [key]: keyValue };
  }
  return changed;
}

/** Looks each name up once for all rows. */
function speller(described: ObjectDescribe, describe: Pick<Describe, 'object'>): Spell {
  const known = new Map<string, SpelledName | InputError>();
  return async (name) => {
    const given = [name.type, name.relationship, name.key].join();
    const found = known.get(given) ?? (await lookUp(name, described, describe));
    known.set(given, found);
    return found;
  };
}

async function lookUp(
  name: ParentName,
  described: ObjectDescribe,
  describe: Pick<Describe, 'object'>,
): Promise<SpelledName | InputError> {
  try {
    const found = await parentIdentifier(name, described, describe);
    return found === undefined ? name : { ...name, type: found.object, key: found.field.name, field: found.field };
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
