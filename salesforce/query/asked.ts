import { AnswerError, isRecord } from '../errors';
import { clausesOf, isAggregate, type Clauses } from '../soql/clauses';
import { plainName } from '../names';
import { columnsAsked } from './columns';
import { expectOwnAddress, isOfObject, typeOf, type SalesforceRecord } from './records';

/** What Salesforce calls the rows of a query that groups records or counts them. */
const AGGREGATE_ROW = 'AggregateResult';

/** Levels of subqueries that Salesforce takes. */
const DEEPEST_SUBQUERY = 5;

/**
 * What the rows of a query are of, and what they have, as far as its text tells; what it leaves open is accepted. Rows
 * with the same names as the row before need no other look at them.
 */
export class AskedRows {
  readonly #object: string | undefined;
  readonly #names: RowNames | undefined;
  readonly #subqueries = new Map<string, AskedRows>();
  #type: unknown;

  /** @param level of a subquery, whose FROM does not name an object but a relationship to children */
  constructor(soql: string, level = 0) {
    const clauses = clausesOf(soql);
    this.#object = level > 0 || clauses === undefined ? undefined : objectOfRows(clauses);
    const columns = clauses === undefined || level > DEEPEST_SUBQUERY ? undefined : columnsAsked(soql, clauses);
    if (columns === undefined) return;
    this.#names = new RowNames(columns.isOpen);
    for (const path of columns.paths) this.#names.add(path);
    for (const subquery of columns.subqueries) {
      const name = clausesOf(subquery)?.object;
      if (name === undefined) this.#names.isOpen = true;
      else {
        this.#names.add([name]);
        this.#subqueries.set(plainName(name), new AskedRows(subquery, level + 1));
      }
    }
  }

  /** @throws AnswerError for a row that is none of the query's */
  came(rows: readonly SalesforceRecord[]): void {
    for (const row of rows) {
      const type = typeOf(row);
      if (type === undefined || (type !== this.#type && !this.#isFitting(type))) {
        throw new AnswerError(200, `a row of ${this.#object ?? 'the query’s object'} was expected`, row);
      }
      this.#type = type;
      expectOwnAddress(row);
      this.#names?.expectIn(row);
    }
  }

  /** The rows of a subquery, by the name that they are under in a row; undefined for what is none. */
  below(name: string): AskedRows | undefined {
    return this.#subqueries.size === 0 ? undefined : this.#subqueries.get(plainName(name));
  }

  #isFitting(type: string): boolean {
    return this.#object === undefined || isOfObject(type, this.#object);
  }
}

function objectOfRows(clauses: Clauses): string {
  return isAggregate(clauses) ? AGGREGATE_ROW : clauses.object;
}

/** The names that a row has, or a parent in it. */
class RowNames {
  readonly #parts = new Map<string, RowNames | undefined>();
  /** The names of the row before, which were right, and those of them that are parents. */
  #before: readonly string[] | undefined;
  #parents: readonly (readonly [string, RowNames])[] = [];

  /** @param isOpen there may be others, too */
  constructor(public isOpen: boolean) {}

  /** @param path of a parent's field, through the parents */
  add([first = '', ...rest]: readonly string[]): void {
    const name = plainName(first);
    const below = this.#parts.get(name);
    if (rest.length === 0) {
      this.#parts.set(name, below);
      return;
    }
    const parent = below ?? new RowNames(false);
    parent.add(rest);
    this.#parts.set(name, parent);
  }

  /** @throws AnswerError for a row that lacks a name, or has one that was not asked for */
  expectIn(row: SalesforceRecord): void {
    if (this.#before === undefined || !hasNames(row, this.#before)) this.#look(row);
    for (const [name, parent] of this.#parents) {
      const value = row[name];
      if (isRecord(value)) parent.expectIn(value);
    }
  }

  #look(row: SalesforceRecord): void {
    const names = Object.keys(row);
    const given = new Set(names.map(plainName));
    given.delete('attributes');
    const parts = this.#partsIn(row, given);
    const missing = [...parts.keys()].find((name) => !given.has(name));
    if (missing !== undefined) throw new AnswerError(200, `a row with ${missing} was expected`, row);
    const other = this.isOpen ? undefined : [...given].find((name) => !parts.has(name));
    if (other !== undefined) throw new AnswerError(200, `${other} was not asked for`, row);
    this.#before = names;
    this.#parents = names.flatMap((name) => {
      const parent = parts.get(plainName(name));
      return parent === undefined ? [] : [[name, parent] as const];
    });
  }

  /** What this row has to have. A path of a subquery can begin with the name of its object, which the text does not tell. */
  #partsIn(row: SalesforceRecord, given: ReadonlySet<string>): ReadonlyMap<string, RowNames | undefined> {
    const itself = plainName(typeOf(row) ?? '');
    const own = given.has(itself) ? undefined : this.#parts.get(itself);
    if (own === undefined) return this.#parts;
    const parts = new Map([...this.#parts, ...own.#parts]);
    parts.delete(itself);
    return parts;
  }
}

/** Whether a row has these names in this order; a list of them would cost as much as comparing them. */
function hasNames(row: SalesforceRecord, names: readonly string[]): boolean {
  let place = 0;
  for (const name in row) {
    if (name !== names[place]) return false;
    place += 1;
  }
  return place === names.length;
}
