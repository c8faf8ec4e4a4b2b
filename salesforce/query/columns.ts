import type { ObjectDescribe } from '../describe';
import { InputError } from '../errors';
import { DEEPEST_PATH } from '../names';
import { clausesOf, isAggregate, type Clauses } from '../soql/clauses';

/** Stands for the fields of the object itself that FIELDS() selects, whose names only the rows show. */
export const OWN_FIELDS = '*';

/** A function of the SELECT list, or a field, with its alias. */
const SELECT_ENTRY = /^(?:(?<name>\w+)\s*\((?<argument>[^]*)\)|(?<field>[\w.]+))(?:\s+(?<alias>\w+))?$/;

/** A function's result keeps the name of the field it is applied to. */
const KEEPS_NAME = /^(?:convertCurrency|format|toLabel)$/i;

/**
 * The columns of a query's rows, in the order of its SELECT list: a parent's field by its path (`Owner.Name`), what is
 * calculated by its alias, or as Salesforce names it (`expr0`), and {@link OWN_FIELDS} for FIELDS().
 * @returns undefined if only the rows show them
 * @throws InputError for queries that are not a table: subqueries and TYPEOF
 */
export function selectedColumns(soql: string): string[] | undefined {
  return selectedValues(soql)?.map(({ column }) => column);
}

/** A column of a query's rows. */
export interface SelectedValue {
  readonly column: string;
  /** The path of the field whose values the column has; undefined for what is calculated, formatted or translated. */
  readonly field: string | undefined;
  /** Of FIELDS(), which ones: ALL, CUSTOM or STANDARD. */
  readonly group?: string | undefined;
}

/** The same with the fields that the values are of, whatever the columns are called. */
export function selectedValues(soql: string): SelectedValue[] | undefined {
  const clauses = clausesOf(soql);
  if (clauses === undefined) return undefined;
  const entries = entriesOf(soql, clauses);
  if (entries.some((entry) => /^\(|^TYPEOF\b/i.test(entry))) throw noTable();
  if (entries.length === 1 && /^COUNT\s*\(\s*\)$/i.test(entries[0] ?? ''))
    return [{ column: 'count', field: undefined }];
  let calculated = 0;
  const groups = isAggregate(clauses);
  return entries.map((entry) => {
    const group = /^FIELDS\s*\(\s*(\w*)/i.exec(entry)?.[1]?.toUpperCase();
    if (group !== undefined) return { column: OWN_FIELDS, field: undefined, group };
    const parts = SELECT_ENTRY.exec(entry)?.groups ?? {};
    return {
      column: columnOf(parts, clauses, groups) ?? `expr${calculated++}`,
      field: fieldOf(parts, clauses),
    };
  });
}

/** The names that the own fields of a query's rows would have, by the object's description: FIELDS() does not tell them. */
export function namesOfRows(values: readonly SelectedValue[], { fields }: Pick<ObjectDescribe, 'fields'>): string[] {
  const groups = new Set(values.map(({ group }) => group));
  const isMeant = (name: string): boolean =>
    groups.has('ALL') || groups.has(isCustomField(name) ? 'CUSTOM' : 'STANDARD');
  const names = fields.map(({ name }) => name);
  const meant = names.filter(isMeant);
  const own = new Set(meant.map((name) => name.toLowerCase()));
  const others = values.map(({ column }) => column).filter((column) => column !== OWN_FIELDS && !column.includes('.'));
  return [...meant, ...others.filter((column) => !own.has(column.toLowerCase()))];
}

/** `Tier__c`, `Birthday__pc`, `Place__Latitude__s`; no standard field has two underscores. */
function isCustomField(name: string): boolean {
  return name.includes('__');
}

/** What a query's text tells of the names in its rows. */
export interface AskedColumns {
  /** A parent's field by its path. */
  readonly paths: readonly (readonly string[])[];
  /** Texts of the subqueries. */
  readonly subqueries: readonly string[];
  /** There are other names, which only the rows show: of FIELDS(), of functions without an alias. */
  readonly isOpen: boolean;
}

/** Undefined for TYPEOF, whose names depend on the row. */
export function columnsAsked(soql: string, clauses: Clauses): AskedColumns | undefined {
  if (/(?<![\w.])TYPEOF\b/i.test(clauses.own.slice(clauses.select.from, clauses.select.to))) return undefined;
  const entries = entriesOf(soql, clauses);
  const isSubquery = (entry: string): boolean => entry.startsWith('(');
  const groups = isAggregate(clauses);
  const columns = entries.filter((entry) => !isSubquery(entry)).map((entry) => columnPath(entry, clauses, groups));
  const paths = columns.filter((path) => path !== undefined);
  return {
    paths,
    subqueries: entries.filter(isSubquery).map((entry) => entry.slice(1, -1)),
    isOpen: paths.length < columns.length,
  };
}

/** Undefined where no documentation says what the column is called. */
function columnPath(entry: string, clauses: Clauses, groups: boolean): string[] | undefined {
  const { alias, argument = '', field }: EntryParts = SELECT_ENTRY.exec(entry)?.groups ?? {};
  // Whether such an alias is in the row or in the parent.
  if (!groups && PARENT_FIELD.test(argument)) return undefined;
  if (groups || field === undefined) {
    const name = alias ?? field?.split('.').at(-1);
    return name === undefined ? undefined : [name];
  }
  const path = withoutObject(field, clauses).split('.');
  return alias === undefined && path.length <= DEEPEST_PATH ? path : undefined;
}

const PARENT_FIELD = /[A-Za-z]\w*\.[A-Za-z]/;

/** Commas in parentheses separate arguments, not entries. */
function entriesOf(soql: string, { own, select }: Clauses): string[] {
  const entries: string[] = [];
  let from = select.from;
  for (let comma = own.indexOf(',', from); from <= select.to; comma = own.indexOf(',', from)) {
    const to = comma < 0 || comma > select.to ? select.to : comma;
    entries.push(soql.slice(from, to).trim());
    from = to + 1;
  }
  return entries;
}

type EntryParts = Partial<Record<'alias' | 'argument' | 'field' | 'name', string>>;

/** Undefined for a calculated value without a name. */
function columnOf({ name, argument, field, alias }: EntryParts, clauses: Clauses, groups: boolean): string | undefined {
  if (alias !== undefined) return alias;
  if (field !== undefined) return groups ? field.split('.').at(-1) : withoutObject(field, clauses);
  const isNamed = name !== undefined && argument !== undefined && KEEPS_NAME.test(name);
  return isNamed && /^\s*[\w.]+\s*$/.test(argument) ? withoutObject(argument.trim(), clauses) : undefined;
}

function fieldOf({ name, argument = '', field }: EntryParts, clauses: Clauses): string | undefined {
  if (field !== undefined) return withoutObject(field, clauses);
  return name !== undefined && /^convertCurrency$/i.test(name) ? withoutObject(argument.trim(), clauses) : undefined;
}

/** `Account.Name` and `a.Name` of `FROM Account a` are the account's own name. */
function withoutObject(path: string, { object, alias }: Clauses): string {
  const [first = '', ...others] = path.split('.');
  const own = [object, alias].some((name) => name?.toLowerCase() === first.toLowerCase());
  return own && others.length > 0 ? others.join('.') : path;
}

function noTable(): InputError {
  return new InputError('A CSV file has one row for each record: it cannot hold the results of a subquery or TYPEOF.', {
    reason: 'noTable',
  });
}
