/** Characters that Salesforce takes of a query. */
export const LONGEST_QUERY = 100_000;

/**
 * One piece of a query's text. All pieces together are the text.
 * - `literal`: a string literal with its quotes
 * - `open`: a string literal that is never closed, to the end of the text
 * - `parenthesis`: one of them
 * - `placeholder`: a `:name` that is not part of a word, unlike `LAST_N_DAYS:n`
 * - `words`: what lies between
 */
export interface SoqlToken {
  readonly kind: 'literal' | 'open' | 'parenthesis' | 'placeholder' | 'words';
  readonly text: string;
}

const TOKEN =
  /(?<literal>'[^'\\]*(?:\\[^][^'\\]*)*')|(?<open>'[^]*)|(?<parenthesis>[()])|(?<placeholder>(?<!\w):[A-Za-z_]\w*)|(?<words>[^'():]+|:)/g;

/** Splits SOQL text as far as needed to distinguish its keywords from text in string literals. */
export function* tokensOf(soql: string): Generator<SoqlToken> {
  for (const { 0: text, groups = {} } of soql.matchAll(TOKEN)) {
    const kind = KINDS.find((name) => groups[name] !== undefined) ?? 'words';
    yield { kind, text };
  }
}

const KINDS: readonly SoqlToken['kind'][] = ['literal', 'open', 'parenthesis', 'placeholder', 'words'];
