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

/** A variable that a query declares. */
export interface DeclaredVariable {
  readonly name: string;
  /** Whether it needs a value: its type ends with `!`, and it has no default. */
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}

/** Only declarations have a colon behind a variable: `$name: [String!]! = "x"`. */
const DECLARATION = /\$\s*(\w+)\s*:([\s\w[\]!]*)(=?)/g;

/**
 * The variables of the operation that is run, as its words declare them; none in doubt, where several operations or none
 * have the name.
 */
export function declaredVariables(query: string, operationName: string): DeclaredVariable[] {
  const operations = withoutBraces(withoutTexts(query))
    .split(/(?<![$\w])(?=(?:fragment|mutation|query|subscription)\b)/)
    .filter((operation) => /^(?:mutation|query)\b/.test(operation));
  const named = operations.filter((operation) => /^\w+\s+(\w*)/.exec(operation)?.[1] === operationName);
  const [only, ...others] = operationName === '' ? operations : named;
  if (only === undefined || others.length > 0) return [];
  return [...only.matchAll(DECLARATION)].map(([, name = '', type = '', equals]) => {
    const hasDefault = equals === '=';
    return { name, hasDefault, isRequired: type.trim().endsWith('!') && !hasDefault };
  });
}

/** The heads of a document's operations. */
function withoutBraces(words: string): string {
  let depth = 0;
  let heads = '';
  for (const piece of words.split(/([{}])/)) {
    if (piece === '{') depth += 1;
    else if (piece === '}') depth -= 1;
    else if (depth === 0) heads += `${piece} `;
  }
  return heads;
}
