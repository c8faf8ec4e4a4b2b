import { ApiError } from '../types';

/** What a search term asks of a record, whose texts these are, in lower case. */
export type Match = (texts: readonly string[]) => boolean;

const MINIMUM_LENGTH = 2;
const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text: letters and digits; everything else parts them. */
function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

type Lexeme = { kind: 'words'; words: string[] } | { kind: 'AND' | 'OR' | 'NOT' | '(' | ')' };

/**
 * Compiles a search term: words (all must be found), "phrases", AND, OR, AND NOT, parentheses, `*` for any characters
 * and `?` for one. A reserved character stands for itself behind a backslash; as words are made of letters and digits,
 * any other character only parts them.
 * @throws ApiError 400 MALFORMED_SEARCH
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
export function compileTerm(term: string): Match {
  const lexemes = scan(term);
  if (lengthOf(lexemes) < MINIMUM_LENGTH)
    throw malformed(`search term must be longer than one character: ${term.trim()}`);
  let at = 0;

  const either = (): Match => {
    const alternatives = [all()];
    while (lexemes[at]?.kind === 'OR') {
      at += 1;
      alternatives.push(all());
    }
    return (texts) => alternatives.some((match) => match(texts));
  };

  const all = (): Match => {
    const required = [one()];
    for (let next = lexemes[at]; next !== undefined && next.kind !== 'OR' && next.kind !== ')'; next = lexemes[at]) {
      if (next.kind === 'AND') at += 1;
      required.push(one());
    }
    return (texts) => required.every((match) => match(texts));
  };

  const one = (): Match => {
    const lexeme = lexemes[at++];
    if (lexeme?.kind === 'NOT') {
      const match = one();
      return (texts) => !match(texts);
    }
    if (lexeme?.kind === '(') {
      const inner = either();
      if (lexemes[at++]?.kind !== ')') throw malformed(`missing ')' in search term: ${term}`);
      return inner;
    }
    if (lexeme === undefined || !('words' in lexeme)) throw malformed(`unexpected token: ${lexeme?.kind ?? '<EOF>'}`);
    return sequence(lexeme.words);
  };

  const match = either();
  if (at < lexemes.length) throw malformed(`unexpected ')' in search term: ${term}`);
  return match;
}

export function malformed(message: string): ApiError {
  return new ApiError(400, { errorCode: 'MALFORMED_SEARCH', message });
}

function scan(term: string): Lexeme[] {
  if ((term.replace(/\\[^]/g, '').match(/"/g) ?? []).length % 2 === 1)
    throw malformed(`missing '"' in search term: ${term}`);
  const lexemes: Lexeme[] = [];
  for (const [text] of term.matchAll(/"(?:\\[^]|[^"\\])*"|[()]|(?:\\[^]|[^\s()"\\])+/g)) {
    const word = text.toUpperCase();
    if (text === '(' || text === ')') lexemes.push({ kind: text });
    else if (word === 'AND' || word === 'OR' || word === 'NOT') lexemes.push({ kind: word });
    else lexemes.push({ kind: 'words', words: patterns(text) });
  }
  // A sign between words is no word of its own.
  return lexemes.filter((lexeme) => !('words' in lexeme) || lexeme.words.length > 0);
}

function lengthOf(lexemes: readonly Lexeme[]): number {
  return lexemes
    .flatMap((lexeme) => ('words' in lexeme ? lexeme.words : []))
    .join('')
    .replace(/[*?]/g, '').length;
}

/** Words that must follow each other in one field. */
function sequence(parts: readonly string[]): Match {
  const tests = parts.map(wordTest);
  const literals = parts.flatMap((part) => part.split(/[*?]/));
  return (texts) =>
    texts.some((text) => {
      // Most texts hold none of it: they need not be taken apart.
      if (!literals.every((literal) => text.includes(literal))) return false;
      const words = wordsOf(text);
      return words.some((_, start) => tests.every((test, i) => test(words[start + i])));
    });
}

/** The words of a term, wildcards kept; an escaped wildcard is an ordinary character, which parts words. */
function patterns(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/\\[^]/g, ' ')
      .match(/[\p{L}\p{N}*?]+/gu) ?? []
  );
}

function wordTest(pattern: string): (word: string | undefined) => boolean {
  if (!/[*?]/.test(pattern)) return (word) => word === pattern;
  const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u');
  return (word) => word !== undefined && expression.test(word);
}
