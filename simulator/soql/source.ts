import { ApiError } from '../types';

/** A word, literal or sign of a query, with its place in the text. */
export interface Token {
  text: string;
  start: number;
  /** Which query it belongs to: 0 is the outermost, then subqueries in the order they open. */
  scope: number;
}

const LEXEME = /\s+|'(?:\\[\s\S]|[^'\\])*'|[A-Za-z_]\w*(?:\s*\.\s*\w+)*|[+-]?\d[\w.:+-]*|<=|>=|!=|<>|[\s\S]/gy;

const ESCAPES = /\\(?:u[0-9a-fA-F]{4}|[nrtbf"'\\_%])|\\[\s\S]?/g;

/** Characters of the query shown before and after the place of an error. */
const CONTEXT = { before: 32, after: 48 };

/** The text of a query, and where each of its tokens stands: errors point at them. */
export class Source {
  readonly tokens: readonly Token[];

  constructor(readonly text: string) {
    this.tokens = scan(text);
  }

  /** Where `name` first stands in the query `scope`, after `clause` if that is given. */
  locate(name: string, scope: number, clause?: string): number {
    const own = this.tokens.filter((token) => token.scope === scope);
    const from = clause === undefined ? 0 : own.findIndex((token) => same(token.text, clause));
    const found =
      own.slice(Math.max(from, 0)).find((token) => same(token.text, name)) ??
      own.find((token) => same(token.text, name));
    return found?.start ?? own[0]?.start ?? 0;
  }

  /** What follows the first `keyword` of a query, without the tokens of its subqueries. */
  within(scope: number, keyword: string): Token[] {
    const own = this.tokens.filter((token) => token.scope === scope);
    return own.slice(own.findIndex((token) => same(token.text, keyword)) + 1);
  }

  /** An error that shows the query around `position` with a caret under it, as Salesforce does. */
  error(errorCode: string, position: number, message: string): ApiError {
    const before = this.text.slice(0, position);
    const row = before.split('\n').length;
    const column = position - (before.lastIndexOf('\n') + 1) + 1;
    const { snippet, caret } = this.around(position);
    return new ApiError(400, {
      errorCode,
      message: `\n${snippet}\n${' '.repeat(caret)}^\nERROR at Row:${row}:Column:${column}\n${message}`,
    });
  }

  private around(position: number): { snippet: string; caret: number } {
    const lineStart = this.text.lastIndexOf('\n', position - 1) + 1;
    const lineEnd = this.text.indexOf('\n', position);
    const end = Math.min(lineEnd < 0 ? this.text.length : lineEnd, position + CONTEXT.after);
    const earliest = Math.max(lineStart, position - CONTEXT.before);
    // A cut word would read as another field's name.
    const boundary = earliest === lineStart ? lineStart : wordAfter(this.text, earliest, position);
    const cut =
      end < (lineEnd < 0 ? this.text.length : lineEnd)
        ? this.text.slice(boundary, end).replace(/[\s,]+\S*$/, '')
        : this.text.slice(boundary, end);
    return {
      snippet: cut.length < position - boundary ? this.text.slice(boundary, end) : cut,
      caret: position - boundary,
    };
  }
}

function wordAfter(text: string, from: number, limit: number): number {
  const gap = text.slice(from, limit).search(/[\s,]/);
  return gap < 0 ? from : from + gap + 1;
}

function same(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  const open: number[] = [];
  let scope = 0;
  let scopes = 0;
  for (const match of text.matchAll(LEXEME)) {
    if (/^\s/.test(match[0])) continue;
    const token = {
      text: match[0].replace(/\s*\.\s*/g, match[0].startsWith("'") ? '$&' : '.'),
      start: match.index,
      scope,
    };
    if (token.text === '(') open.push(scope);
    if (token.text === ')') {
      scope = open.pop() ?? 0;
      token.scope = scope;
    }
    if (same(token.text, 'SELECT') && tokens.at(-1)?.text === '(') {
      scopes += 1;
      scope = scopes;
      token.scope = scope;
    }
    tokens.push(token);
  }
  return tokens;
}

/**
 * What a quoted SOQL string means, escapes resolved.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */
export function unquote(literal: string): string {
  return literal.slice(1, -1).replace(ESCAPES, resolveEscape);
}

/** The pattern of LIKE: `%` any characters, `_` one character, both literal behind a backslash. Any case. */
export function likePattern(literal: string): RegExp {
  const body = literal.slice(1, -1);
  const pattern = body.replace(/\\(?:u[0-9a-fA-F]{4}|[\s\S])|[\s\S]/g, (part) => {
    if (part === '%') return '[^]*';
    if (part === '_') return '[^]';
    return (part.length > 1 ? resolveEscape(part) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${pattern}$`, 'i');
}

/** The escape sequence in a quoted string that SOQL does not know, if there is one. */
export function badEscape(literal: string): string | undefined {
  return literal
    .slice(1, -1)
    .match(ESCAPES)
    ?.find((escape) => !/^\\(?:u[0-9a-fA-F]{4}|[nrtbf"'\\_%NRTBF])$/.test(escape));
}

const CONTROL = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);

function resolveEscape(escape: string): string {
  const code = escape.slice(1);
  if (/^u[0-9a-fA-F]{4}$/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return CONTROL.get(code.toLowerCase()) ?? code;
}
