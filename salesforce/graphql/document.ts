/** Texts and comments, in which no word has a meaning: https://spec.graphql.org/October2021/#sec-Language.Source-Text */
const MEANINGLESS = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*/g;

function withoutTexts(query: string): string {
  return query.replaceAll(MEANINGLESS, ' ');
}

/** Whether a query can change something: in doubt, as where a field has this name, it can. */
export function mayMutate(query: string): boolean {
  return /\bmutation\b/.test(withoutTexts(query));
}

/** Whether a query uses a variable. */
export function usesVariable(query: string, name: string): boolean {
  return withoutTexts(query)
    .split(/(\$\s*\w+)/)
    .some((word) => /^\$\s*(\w+)$/.exec(word)?.[1] === name);
}

/** Whether a query has a name: of a field, an alias, or anything else. */
export function hasName(query: string, name: string): boolean {
  return withoutTexts(query).split(/\W+/).includes(name);
}
