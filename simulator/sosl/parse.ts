import { malformed } from './term';

export type Group = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

/** One object of RETURNING: which fields of which rows. */
export interface Returning {
  object: string;
  /** Empty for the Id alone. */
  fields: string;
  /** WHERE, ORDER BY, LIMIT and OFFSET as written. */
  clauses: string;
}

export interface Search {
  term: string;
  group: Group;
  /** Absent: all searchable objects. */
  returning: Returning[] | undefined;
  limit: number | undefined;
}

const CLAUSE = /'(?:\\[^]|[^'\\])*'|\b(?:USING\s+LISTVIEW|WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/gi;
const IGNORED =
  /\bWITH\s+(?:SPELL_CORRECTION\s*=\s*\w+|METADATA\s*=\s*'\w+'|HIGHLIGHT)|\bUPDATE\s+(?:TRACKING|VIEWSTAT)\b/gi;

/**
 * Reads SOSL: FIND {term} IN … FIELDS RETURNING … LIMIT n.
 * @throws ApiError 400 MALFORMED_SEARCH
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_syntax.htm
 */
export function parseSearch(text: string): Search {
  const start = /^\s*FIND\b\s*/i.exec(text);
  if (start === null) throw unexpected(text, text.search(/\S|$/));
  const term = /^\{((?:\\[^]|[^}\\])*)\}/.exec(text.slice(start[0].length));
  if (term === null) throw malformed('No search term found. The search term must be enclosed in braces.');
  let position = start[0].length + term[0].length;
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(text.slice(position));
    position += found?.[0].length ?? 0;
    return found?.[1];
  };

  const group = take(/^\s*IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\b/i)?.toUpperCase() as Group | undefined;
  const returning = take(/^\s*(RETURNING)\b/i) === undefined ? undefined : readReturning();
  text = text.replace(IGNORED, (ignored) => ' '.repeat(ignored.length));
  const limit = take(/^\s*LIMIT\s+(\d+)/i);
  if (text.slice(position).trim() !== '') throw unexpected(text, position + text.slice(position).search(/\S/));
  return {
    term: term[1] ?? '',
    group: group ?? 'ALL',
    returning,
    limit: limit === undefined ? undefined : Number(limit),
  };

  function readReturning(): Returning[] {
    const list: Returning[] = [];
    do {
      const object = take(/^\s*([A-Za-z]\w*)/);
      if (object === undefined) throw unexpected(text, position + text.slice(position).search(/\S|$/));
      list.push({ object, ...splitClauses(parentheses()) });
    } while (take(/^\s*(,)/) !== undefined);
    return list;
  }

  /** What stands between the parentheses that begin here, if any do. */
  function parentheses(): string {
    if (take(/^\s*(\()/) === undefined) return '';
    const from = position;
    let depth = 1;
    for (const part of text.slice(from).matchAll(/'(?:\\[^]|[^'\\])*'|[()]/g)) {
      if (part[0] === '(') depth += 1;
      if (part[0] === ')') depth -= 1;
      if (depth > 0) continue;
      position = from + part.index + 1;
      return text.slice(from, position - 1);
    }
    throw unexpected(text, text.length);
  }
}

function splitClauses(inside: string): { fields: string; clauses: string } {
  const clause = [...inside.matchAll(CLAUSE)].find((part) => !part[0].startsWith("'"));
  return {
    fields: inside.slice(0, clause?.index).trim(),
    clauses: clause === undefined ? '' : inside.slice(clause.index).trim(),
  };
}

function unexpected(text: string, position: number): Error {
  const token = /^(?:\w+|\S)/.exec(text.slice(position))?.[0] ?? '<EOF>';
  return malformed(
    `\n${text}\n${' '.repeat(position)}^\nERROR at Row:1:Column:${position + 1}\nunexpected token: ${token}`,
  );
}
