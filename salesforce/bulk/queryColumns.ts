import { findField, findRelationship, type FieldType } from '../describe';
import { AnswerError } from '../errors';
import { withoutNamespace } from '../names';
import type { Org } from '../org';
import { selectedValues, type SelectedValue } from '../query/columns';

/** What the rows of a query job are of. */
export interface RowSource {
  /** Undefined where the job does not say it: its columns have no types then. */
  readonly object?: string | undefined;
  /** The query; undefined where only its job is known, which does not tell. */
  readonly soql?: string | undefined;
}

export const NUMBER_TYPES: ReadonlySet<FieldType> = new Set(['currency', 'double', 'int', 'long', 'percent']);

/**
 * The types of a result's columns, by what the query selects and not by what the columns are called: an alias can be the
 * name of another field, and what is formatted is text. Undefined for what is no field's value, or cannot be told.
 * @throws AnswerError when the columns are not those that the query selects
 */
export async function columnTypes(
  org: Pick<Org, 'describe'>,
  header: readonly string[],
  { object = '', soql }: RowSource,
): Promise<(FieldType | undefined)[]> {
  const selected = soql === undefined ? undefined : selectedValues(soql);
  expectColumns(header, selected, object);
  const fields = new Map(selected?.map(({ column, field }) => [column.toLowerCase(), field]));
  return await Promise.all(
    header.map(async (column) => {
      const name = column.toLowerCase();
      const path = fields.has(name) ? fields.get(name) : column;
      return path === undefined || path.length > LONGEST_PATH
        ? undefined
        : await fieldTypeAt(org, object, path.split('.'));
    }),
  );
}

/** Names of columns that are not fields' are not compared: no documentation says how Bulk writes them. */
function expectColumns(
  header: readonly string[],
  selected: readonly SelectedValue[] | undefined,
  object: string,
): void {
  if (selected === undefined || selected.some(({ column, field }) => column !== field)) return;
  const wanted = new Set(selected.map(({ column }) => plainPath(column, object)));
  const given = new Set(header.slice(0, MOST_RESULT_COLUMNS).map((column) => plainPath(column, object)));
  if (given.size === wanted.size && [...given].every((column) => wanted.has(column))) return;
  throw new AnswerError(200, `a CSV of ${selected.map(({ column }) => column).join()} was expected`, header.join());
}

/** More than an object has fields. */
const MOST_RESULT_COLUMNS = 10_000;

/** Names in any case, without the object's own name and without namespaces. */
function plainPath(column: string, object: string): string {
  const names = column.slice(0, LONGEST_PATH).toLowerCase().split('.').map(withoutNamespace);
  return (names.length > 1 && names[0] === withoutNamespace(object).toLowerCase() ? names.slice(1) : names).join('.');
}

const LONGEST_PATH = 1_000;

/** Undefined where the field cannot be determined, as with parents of several objects. */
async function fieldTypeAt(
  { describe }: Pick<Org, 'describe'>,
  object: string,
  path: readonly string[],
): Promise<FieldType | undefined> {
  const [name = '', ...rest] = path;
  if (object === '') return undefined;
  const described = await describe.object(object).catch(() => undefined);
  if (described === undefined) return undefined;
  if (rest.length === 0) return findField(described, name)?.type;
  const [type, ...others] = findRelationship(described, name)?.referenceTo ?? [];
  return type === undefined || others.length > 0 ? undefined : await fieldTypeAt({ describe }, type, rest);
}
