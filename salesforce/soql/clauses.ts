import { InputError } from '../errors';
import { LONGEST_QUERY, tokensOf } from './scan';

/** Where a part of a query is in its text. */
interface Span {
  /** Where its keyword starts, such as WHERE; the content is between `from` and `to`. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** A query, parsed as far as needed to add to it. */
export interface Clauses {
  readonly soql: string;
  /** The text at its original length, with blanks in place of literals and content in parentheses. */
  readonly own: string;
  /** What is selected. */
  readonly select: Span;
  /** The object after FROM, as it is written, and its alias. */
  readonly object: string;
  readonly alias: string | undefined;
  /** The other clauses in order, by their keywords in upper case. */
  readonly rest: ReadonlyMap<string, Span>;
}

const HEAD =
  /^\s*SELECT\b([^]*?)(?<![\w.])FROM\s+(\w+)(?:\s+(?:AS\s+)?(?!(?:WHERE|WITH|GROUP|HAVING|ORDER|LIMIT|OFFSET|FOR|UPDATE|ALL|USING)\b)(\w+))?(?=\s|$)/i;

const CLAUSE =
  /(?<![\w.])(?:WHERE|WITH|GROUP\s+BY|HAVING|ORDER\s+BY|LIMIT|OFFSET|FOR|UPDATE|ALL\s+ROWS|USING\s+SCOPE)(?!\w)/gi;

/**
 * Parses a query.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
 * @returns undefined if it cannot be parsed
 */
export function clausesOf(soql: string): Clauses | undefined {
  if (soql.length > LONGEST_QUERY) return undefined;
  const own = ownWords(soql);
  const head = own === undefined ? null : HEAD.exec(own);
  const [start, fields, object, alias] = head ?? [];
  if (own === undefined || start === undefined || fields === undefined || object === undefined) return undefined;
  const found = [...own.slice(start.length).matchAll(CLAUSE)].map(({ 0: words, index }) => ({
    name: words.toUpperCase().replaceAll(/\s+/g, ' '),
    at: start.length + index,
    from: start.length + index + words.length,
  }));
  // Other text may come before the first clause, such as further objects with aliases.
  if (own.slice(start.length, found[0]?.at).trim() !== '') return undefined;
  const rest = new Map(found.map(({ name, at, from }, i) => [name, { at, from, to: found[i + 1]?.at ?? own.length }]));
  const from = start.toUpperCase().indexOf('SELECT') + 'SELECT'.length;
  return { soql, own, select: { at: 0, from, to: from + fields.length }, object, alias, rest };
}

/**
 * A text at its original length, with blanks in place of literals and content in parentheses.
 * @returns undefined when a literal or a parenthesis is not closed
 */
export function ownWords(soql: string): string | undefined {
  let depth = 0;
  let own = '';
  for (const { kind, text } of tokensOf(soql)) {
    if (kind === 'open') return undefined;
    if (text === ')') depth -= 1;
    if (depth < 0) return undefined;
    own += depth > 0 || kind === 'literal' ? ' '.repeat(text.length) : text;
    if (text === '(') depth += 1;
  }
  return depth === 0 ? own : undefined;
}

/**
 * Conditions as they are written after WHERE, in parentheses: whatever they are joined with, nothing of them gets out.
 * @param what display name of the field, for errors
 * @throws InputError when they would end the query's conditions, or have placeholders
 */
export function enclosed(conditions: string, what: string): string {
  const own = conditions.length > LONGEST_QUERY ? undefined : ownWords(conditions);
  const [clause] = own?.match(CLAUSE) ?? [];
  const placeholder = [...tokensOf(conditions)].find(({ kind }) => kind === 'placeholder')?.text;
  if (own !== undefined && own.trim() !== '' && clause === undefined && placeholder === undefined) {
    return `(${conditions.trim()})`;
  }
  const why = clause ?? placeholder;
  throw new InputError(
    why === undefined
      ? `${what} cannot be read: a quote or a parenthesis is not closed.`
      : `${what} cannot have ${why}.`,
    { reason: 'notConditions' },
    what,
  );
}

/** What a query leaves out unless it is included. */
export type LeftOut = 'archived activities' | 'deleted records';

const DELETED = conditionThat('IsDeleted');
const ARCHIVED = conditionThat('IsArchived');
/** Records of other objects have such a field, and are not left out for it. */
const FROM_ACTIVITIES = /\bFROM\s+(?:Event|Task)\b/i;

function conditionThat(field: string): RegExp {
  const notNegated = String.raw`(?<![\w.]|\bNOT\s{1,9}|\bNOT\s{0,9}\(\s{0,9})`;
  return new RegExp(String.raw`${notNegated}${field}\s*(?:=\s*TRUE|(?:!=|<>)\s*FALSE)\b`, 'i');
}

/** What a condition, also one in a subquery, wants that is left out: it finds nothing unless that is included. */
export function wantsLeftOut(soql: string): LeftOut | undefined {
  const words = [...tokensOf(soql)].map(({ kind, text }) => (kind === 'literal' ? "''" : text)).join('');
  if (DELETED.test(words)) return 'deleted records';
  return FROM_ACTIVITIES.test(words) && ARCHIVED.test(words) ? 'archived activities' : undefined;
}

const AGGREGATES = String.raw`(?:AVG|COUNT|COUNT_DISTINCT|GROUPING|MAX|MIN|SUM)\s*\(`;
const AGGREGATE = new RegExp(String.raw`(?<!\w)${AGGREGATES}`, 'i');

/**
 * One within functions that only change how a value is written.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_format.htm
 */
const WRITTEN_AGGREGATE = new RegExp(String.raw`(?<!\w)(?:(?:convertCurrency|FORMAT)\s*\(\s*)+${AGGREGATES}`, 'i');

/** Whether each row is a group of records, or a single row stands for all of them. */
export function isAggregate({ soql, own, select, rest }: Clauses): boolean {
  const [written, selected] = [soql, own].map((text) => text.slice(select.from, select.to));
  return rest.has('GROUP BY') || AGGREGATE.test(selected ?? '') || WRITTEN_AGGREGATE.test(written ?? '');
}

/** How many records a query asks for at most; undefined where it asks for all, or cannot be parsed. */
export function limitOf(soql: string): number | undefined {
  const { own = '', rest } = clausesOf(soql) ?? {};
  const limit = rest?.get('LIMIT');
  const digits = limit === undefined ? undefined : /^\s*(\d{1,10})\s*$/.exec(own.slice(limit.from, limit.to))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The clauses that a query with an open order can have. */
const ORDERLESS: ReadonlySet<string> = new Set(['USING SCOPE', 'WHERE', 'WITH']);

/** Whether a query reads an external system each time, whose records can change between two pages. */
export function isOfExternalObject(soql: string): boolean {
  return /__x$/i.test(clausesOf(soql)?.object ?? '');
}

/** External and big objects are sorted by fields other than their ID, if at all. */
const UNSORTED = /__[bx]$/i;

/**
 * The query in the order of its records' IDs, and only for those after a given one. The records are the same.
 * @param after an ID as Salesforce gives it
 * @returns undefined when the query has an order, a limit, groups or a lock, or cannot be parsed
 */
export function inIdOrder(soql: string, after?: string): string | undefined {
  const clauses = clausesOf(soql);
  if (clauses === undefined || isAggregate(clauses) || UNSORTED.test(clauses.object)) return undefined;
  if ([...clauses.rest.keys()].some((name) => !ORDERLESS.has(name))) return undefined;
  const records = after === undefined ? soql : behind(soql, clauses, after);
  return `${records.trimEnd()} ORDER BY Id`;
}

function behind(soql: string, { own, rest }: Clauses, after: string): string {
  const condition = `Id > '${after}'`;
  const where = rest.get('WHERE');
  if (where === undefined) {
    const end = rest.get('WITH')?.at ?? soql.length;
    return `${soql.slice(0, end).trimEnd()} WHERE ${condition} ${soql.slice(end)}`;
  }
  const written = soql.slice(where.from, where.to).trim();
  // Salesforce wants parentheses where OR and NOT meet AND.
  const isMixed = /(?<!\w)(?:OR|NOT(?!\s+IN\b))(?!\w)/i.test(own.slice(where.from, where.to));
  const conditions = isMixed ? `(${written})` : written;
  return `${soql.slice(0, where.from)} ${conditions} AND ${condition} ${soql.slice(where.to)}`;
}
