import { type QueryContext, runQueryOver } from '../soql';
import type { Database, FieldSchema, ObjectSchema, Row } from '../types';
import { type Group, parseSearch, type Returning } from './parse';
import { compileTerm, malformed, type Match } from './term';

const MAXIMUM_RESULTS = 2_000;

/** The body of /parameterizedSearch, or its query parameters. */
export interface SearchParameters {
  /** Plain text: needs neither braces nor escapes. */
  q: string;
  /** For the objects that name none of their own. */
  fields?: string[];
  sobjects?: { name: string; fields?: string[]; where?: string; orderBy?: string; limit?: number; offset?: number }[];
  /** Which fields to look in. */
  in?: string;
  /** Of all results, 2,000 at most. */
  overallLimit?: number;
  /** Of each object's results. */
  defaultLimit?: number;
}

type Records = Record<string, unknown>[];

/**
 * Runs a SOSL search.
 * @returns the `searchRecords`, by object in the order of RETURNING, then in the order of their Ids; 2,000 at most
 * @throws ApiError 400 MALFORMED_SEARCH, and what a query throws for RETURNING
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl.htm
 */
export function runSearch(db: Database, text: string, context: QueryContext): Records {
  const { term, group, returning, limit } = parseSearch(text);
  return search(db, compileTerm(term), group, returning, limit, context);
}

/**
 * Runs a search that is told by parameters.
 * @throws ApiError 400 MALFORMED_SEARCH
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized.htm
 */
export function runParameterizedSearch(db: Database, parameters: SearchParameters, context: QueryContext): Records {
  const { q, fields = [], sobjects, defaultLimit, overallLimit } = parameters;
  const group = (parameters.in ?? 'ALL').toUpperCase().replace(/ FIELDS$/, '');
  if (!isGroup(group)) throw malformed(`unexpected token: ${parameters.in}`);
  const names = sobjects ?? searchable(db).map((object) => ({ name: object.name }));
  const returning = names.map((one) =>
    returningOf({ fields, ...(defaultLimit === undefined ? {} : { limit: defaultLimit }), ...one }),
  );
  return search(db, compileTerm(plainTerm(q)), group, returning, overallLimit, context);
}

/** Quotes and parentheses that do not pair up are ordinary characters of a plain text. */
function plainTerm(q: string): string {
  const text = q.replaceAll('\\', ' ');
  const quoted = (text.match(/"/g) ?? []).length % 2 === 0 ? text : text.replaceAll('"', ' ');
  return isBalanced(quoted) ? quoted : quoted.replace(/[()]/g, ' ');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text.replace(/"[^"]*"/g, '').match(/[()]/g) ?? []) {
    depth += sign === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function returningOf(one: NonNullable<SearchParameters['sobjects']>[number]): Returning {
  const { name, fields = [], where, orderBy, limit, offset } = one;
  const clauses = [
    where === undefined ? '' : `WHERE ${where}`,
    orderBy === undefined ? '' : `ORDER BY ${orderBy}`,
    limit === undefined ? '' : `LIMIT ${limit}`,
    offset === undefined ? '' : `OFFSET ${offset}`,
  ];
  return { object: name, fields: fields.join(', '), clauses: clauses.filter((clause) => clause !== '').join(' ') };
}

function search(
  db: Database,
  match: Match,
  group: Group,
  returning: Returning[] | undefined,
  limit: number | undefined,
  context: QueryContext,
): Records {
  const objects = returning ?? searchable(db).map((object) => ({ object: object.name, fields: '', clauses: '' }));
  const most = Math.min(limit ?? MAXIMUM_RESULTS, MAXIMUM_RESULTS);
  const found: Records = [];
  for (const { object, fields, clauses } of objects) {
    if (found.length >= most) break;
    const schema = db.schema.object(object);
    const accept = schema === undefined ? () => false : acceptance(db, schema, group, match);
    const cursor = runQueryOver(
      db,
      `SELECT ${fields === '' ? 'Id' : fields} FROM ${object} ${clauses}`,
      { ...context, includeDeleted: false },
      accept,
    );
    found.push(...cursor.page(0, most - found.length));
  }
  return found;
}

function searchable(db: Database): readonly ObjectSchema[] {
  return db.schema.objects.filter((object) => object.searchable && object.queryable);
}

const SEARCHED = new Map<Group, (field: FieldSchema) => boolean>([
  [
    'ALL',
    ({ type }) =>
      ['string', 'textarea', 'email', 'phone', 'url', 'combobox', 'picklist', 'multipicklist'].includes(type),
  ],
  ['NAME', ({ nameField, name }) => nameField || name === 'FirstName' || name === 'LastName'],
  ['EMAIL', ({ type }) => type === 'email'],
  ['PHONE', ({ type }) => type === 'phone'],
  ['SIDEBAR', ({ nameField, type }) => nameField || type === 'email' || type === 'phone'],
]);

function isGroup(name: string): name is Group {
  return (SEARCHED as ReadonlyMap<string, unknown>).has(name);
}

function acceptance(db: Database, object: ObjectSchema, group: Group, match: Match): (row: Row) => boolean {
  const fields = object.fields.filter((field) => SEARCHED.get(group)?.(field) ?? false);
  return (row) => match(fields.flatMap((field) => texts(field, db.value(object, row, field))));
}

/** A phone number is found by its parts as well as by all of its digits in one. */
function texts({ type }: FieldSchema, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return type === 'phone' ? [value.toLowerCase(), value.replace(/\D/g, '')] : [value.toLowerCase()];
}
