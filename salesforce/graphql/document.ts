/** Texts and comments, in which no word has a meaning: https://spec.graphql.org/October2021/#sec-Language.Source-Text */
const MEANINGLESS = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*/g;

function withoutTexts(query: string): string {
  return query.replaceAll(MEANINGLESS, ' ');
}

/** Whether the operation that is run can change something: in doubt which one that is, any mutation counts. */
export function mayMutate(query: string, operationName: string): boolean {
  return operationsToRun(query, operationName).some((operation) => /^mutation\b/.test(operation));
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
  const [only, ...others] = operationsToRun(query, operationName);
  if (only === undefined || others.length > 0) return [];
  return [...only.matchAll(DECLARATION)].map(([, name = '', type = '', equals]) => {
    const hasDefault = equals === '=';
    return { name, hasDefault, isRequired: type.trim().endsWith('!') && !hasDefault };
  });
}

/** The head of the operation that is run; in doubt, those of all that it can be. */
function operationsToRun(query: string, operationName: string): string[] {
  const operations = withoutBraces(withoutTexts(query))
    .split(/(?<![$\w])(?=(?:fragment|mutation|query|subscription)\b)/)
    .filter((operation) => /^(?:mutation|query)\b/.test(operation));
  const named = operations.filter((operation) => /^\w+\s+(\w*)/.exec(operation)?.[1] === operationName);
  return operationName === '' || named.length === 0 ? operations : named;
}

/** The heads of a document's operations. */
function withoutBraces(words: string): string {
  let depth = 0;
  let heads = '';
  for (const piece of words.split(/([{}])/)) {
    if (piece === '{') depth += 1;
    else if (piece === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0) heads += `${piece} `;
  }
  return heads;
}

/** How many records the connections of a name ask for; undefined for those that do not say. */
export type AskedRecords = ReadonlyMap<string, ReadonlySet<number | undefined>>;

/** A field with parts of its own: its alias, its name and its arguments, behind which directives can stand. */
const FIELD_WITH_PARTS = /(?<!\bon\s+)\b(?:(\w+)\s*:\s*)?(\w+)\s*(?:\(([^()]*)\))?(?:\s*@\w+(?:\s*\([^()]*\))?)*\s*\{/g;

/**
 * What each field asks for as its `first`, by the name that it has in the data.
 * @param values of the variables, by their names
 */
export function askedRecords(query: string, values: Readonly<Record<string, unknown>>): AskedRecords {
  const words = withoutTexts(query);
  const all: Record<string, unknown> = { ...defaultsIn(words), ...values };
  const asked = new Map<string, Set<number | undefined>>();
  for (const [, alias, name = '', args = ''] of words.matchAll(FIELD_WITH_PARTS)) {
    const first = /\bfirst\s*:\s*(?:\$\s*(\w+)|(\d+))/.exec(args);
    const given = first?.[1] === undefined ? first?.[2] : all[first[1]];
    const shown = alias ?? name;
    asked.set(
      shown,
      (asked.get(shown) ?? new Set()).add(given === undefined || given === null ? undefined : Number(given)),
    );
  }
  return asked;
}

function defaultsIn(words: string): Record<string, number> {
  const declared = words.matchAll(/\$\s*(\w+)\s*:[\s\w!]*=\s*(\d+)/g);
  return Object.fromEntries([...declared].map(([, name = '', value]) => [name, Number(value)]));
}
