import { findRelationship, type Describe, type ObjectDescribe } from '../describe';
import { InputError, isRecord } from '../errors';
import { parentIdentifier, type ParentName } from '../values/parent';
import type { WriteOutcome, WriteRow } from './rows';

/** Rows that can be sent, and what became of the others. */
export interface CheckedRows {
  readonly fit: readonly WriteRow[];
  readonly outcomes: ReadonlyMap<number, WriteOutcome>;
}

/** The name as the org describes it; or why it is none. */
type Spell = (name: ParentName) => Promise<ParentName | InputError>;

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
  const spell = speller(described, describe);
  const outcomes = new Map<number, WriteOutcome>();
  const fit: WriteRow[] = [];
  for (const row of rows) {
    const parents = Object.entries(row.values).filter(
      ([name, value]) => isRecord(value) && findRelationship(described, name) !== undefined,
    );
    const values = parents.length === 0 ? row.values : await spelled(row, parents, spell);
    if (values instanceof InputError) outcomes.set(row.index, { error: values });
    else fit.push(values === row.values ? row : { ...row, values });
  }
  return { fit, outcomes };
}

/**
 * What Bulk cannot find of the rows' parents, before anything is sent.
 * @returns an error for each row that it concerns
 */
export async function parentProblems(
  org: { readonly describe: Pick<Describe, 'object'> },
  rows: readonly WriteRow[],
  described: ObjectDescribe,
): Promise<CheckedRows['outcomes']> {
  return (await withParentNames(org, rows, described)).outcomes;
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
    const { type, key } = name;
    changed[relationship] = { ...(type === undefined ? {} : { attributes: { type } }), [key]: keyValue };
  }
  return changed;
}

/** Looks each name up once for all rows. */
function speller(described: ObjectDescribe, describe: Pick<Describe, 'object'>): Spell {
  const known = new Map<string, ParentName | InputError>();
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
): Promise<ParentName | InputError> {
  try {
    const found = await parentIdentifier(name, described, describe);
    return found === undefined ? name : { ...name, type: found.object, key: found.field.name };
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
