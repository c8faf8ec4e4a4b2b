import { parseQuery, type Query, type QueryBase } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../types';
import { leavesOf } from './conditions';
import { badEscape, Source, type Token } from './source';
import { asString, isTime } from './times';

/** A query as parsed, with what errors need to point at its parts. */
export interface Parsed {
  source: Source;
  query: Query;
  /** The number that `Source` gives each query and subquery. */
  scopes: ReadonlyMap<QueryBase, number>;
}

const MAXIMUM_LENGTH = 100_000;
const MAXIMUM_STRING = 4_000;

/**
 * Reads SOQL text.
 * @throws ApiError 400 MALFORMED_QUERY with row and column.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
 */
export function parse(text: string): Parsed {
  if (text.length > MAXIMUM_LENGTH) {
    throw new ApiError(400, {
      errorCode: 'MALFORMED_QUERY',
      message: `SOQL statements cannot be longer than ${MAXIMUM_LENGTH} characters.`,
    });
  }
  if (text.trim() === '') {
    throw new ApiError(400, { errorCode: 'MALFORMED_QUERY', message: 'SOQL statements cannot be empty or null' });
  }
  const source = new Source(text);
  source.tokens.forEach((token) => checkLexeme(source, token));
  refuseAllRows(source);
  const query = readQuery(source);
  return { source, query, scopes: numberScopes(query) };
}

function checkLexeme(source: Source, token: Token): void {
  if (!token.text.startsWith("'")) return;
  const end = token.text === "'" ? source.text.length - token.start : token.text.search(/[\r\n]/);
  if (end >= 0) {
    const found = source.text[token.start + end];
    const name = found === undefined ? '<EOF>' : found === '\n' ? '\\n' : '\\r';
    const place = rowAndColumn(source.text, token.start + end);
    throw source.error('MALFORMED_QUERY', token.start, `line ${place} mismatched character '${name}' expecting '''`);
  }
  const escape = badEscape(token.text);
  if (escape !== undefined) {
    const message = `Invalid string literal ${token.text}. Illegal character sequence '${escape}' in string literal.`;
    throw source.error('MALFORMED_QUERY', token.start, message);
  }
  if (token.text.length - 2 > MAXIMUM_STRING) {
    throw source.error(
      'MALFORMED_QUERY',
      token.start,
      `String literal is longer than the maximum of ${MAXIMUM_STRING} characters`,
    );
  }
}

/** Only Apex may ask for ALL ROWS: REST has /queryAll. */
function refuseAllRows(source: Source): void {
  const index = source.tokens.findIndex(
    (token, i) => token.text.toUpperCase() === 'ALL' && source.tokens[i + 1]?.text.toUpperCase() === 'ROWS',
  );
  const token = source.tokens[index];
  if (token !== undefined) throw source.error('MALFORMED_QUERY', token.start, 'ALL ROWS not allowed in this context');
}

function readQuery(source: Source): Query {
  const problem = attempt(withoutTimes(source));
  if (typeof problem !== 'string') return problem;
  const token = faultyToken(source, problem);
  throw source.error(
    'MALFORMED_QUERY',
    token?.start ?? source.text.length,
    `unexpected token: '${token?.text ?? '<EOF>'}'`,
  );
}

/** The parser knows no times: it gets a string of the same length for each. */
function withoutTimes(source: Source): string {
  return source.tokens.reduce(
    (text, { text: token, start }) =>
      isTime(token) ? text.slice(0, start) + asString(token) + text.slice(start + token.length) : text,
    source.text,
  );
}

/** The parser takes these for the end of a line, even in a text; SOQL does not. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

function attempt(text: string): Query | string {
  try {
    return parseQuery(text.replaceAll(LINE_SEPARATORS, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * The parser names the token that it stumbled over, not its place. Where the same token stands several times,
 * the one meant is the first that already stops the text before it from going on.
 */
function faultyToken(source: Source, problem: string): Token | undefined {
  const offset = /at offset: (\d+)/.exec(problem)?.[1];
  if (offset !== undefined) return source.tokens.findLast((token) => token.start <= Number(offset));
  const found = (/expecting EOF but found: ([^]*)$/.exec(problem) ??
    /(?:found -->|but found:)\s*'?([^]*?)'?(?: <--)?\s*$/.exec(problem))?.[1];
  if (found === undefined || found === '') return undefined;
  const candidates = source.tokens.filter((token) => token.text === found || token.text.startsWith(`${found}.`));
  const token = candidates[candidates.length === 1 ? 0 : firstStop(source, candidates)];
  return token === undefined ? undefined : misreadAlias(source, token);
}

/** By bisection: the text up to the faulty token goes wrong, and so does any longer one. */
function firstStop(source: Source, candidates: readonly Token[]): number {
  let [low, high] = [0, candidates.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const token = candidates[middle];
    if (token !== undefined && stops(source, token)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function stops(source: Source, token: Token): boolean {
  const problem = attempt(source.text.slice(0, token.start + token.text.length));
  return typeof problem === 'string' && !/''\s*(<--)?\s*$|found: ?$/.test(problem);
}

/** `SELECT Id Frm Account`: the parser takes a misspelt FROM for an alias and stumbles a word later. */
function misreadAlias(source: Source, token: Token): Token {
  const index = source.tokens.indexOf(token);
  const [name, alias] = [source.tokens[index - 2], source.tokens[index - 1]];
  const isWord = (candidate: Token | undefined): boolean => candidate !== undefined && /^\w/.test(candidate.text);
  const beforeFrom = !source.tokens
    .slice(0, index)
    .some((earlier) => earlier.scope === token.scope && earlier.text.toUpperCase() === 'FROM');
  return alias !== undefined && beforeFrom && isWord(token) && isWord(alias) && isWord(name) ? alias : token;
}

function rowAndColumn(text: string, position: number): string {
  const before = text.slice(0, position);
  return `${before.split('\n').length}:${position - before.lastIndexOf('\n') - 1}`;
}

function numberScopes(outermost: Query): Map<QueryBase, number> {
  const scopes = new Map<QueryBase, number>();
  const visit = (query: QueryBase): void => {
    scopes.set(query, scopes.size);
    for (const field of query.fields ?? []) if (field.type === 'FieldSubquery') visit(field.subquery);
    for (const leaf of leavesOf(query.where)) if ('valueQuery' in leaf) visit(leaf.valueQuery);
  };
  visit(outermost);
  return scopes;
}
