import { jsonIn } from '../numbers';

/** A value in a document: variables are given theirs when a field is asked for. */
export type GraphqlValue =
  | { readonly variable: string }
  | { readonly literal: unknown }
  | { readonly list: readonly GraphqlValue[] }
  | { readonly object: readonly (readonly [string, GraphqlValue])[] };

export interface Selection {
  readonly name: string;
  /** What the answer calls it. */
  readonly alias: string;
  readonly args: ReadonlyMap<string, GraphqlValue>;
  readonly selections: readonly Selection[];
  readonly line: number;
  readonly column: number;
}

export interface GraphqlVariable {
  readonly name: string;
  /** As it is written, such as `[ID!]!`. */
  readonly type: string;
  readonly required: boolean;
  readonly standard?: unknown;
}

export interface GraphqlOperation {
  readonly kind: 'mutation' | 'query';
  readonly name: string | undefined;
  readonly variables: readonly GraphqlVariable[];
  readonly selections: readonly Selection[];
}

/** Where a document is not GraphQL. */
export class GraphqlSyntaxError extends Error {
  constructor(
    readonly token: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`Invalid syntax with offending token '${token}' at line ${line} column ${column}`);
  }
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const TOKENS =
  /(?<ignored>[\s,\uFEFF]+|#[^\n\r]*)|"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[^]/gu;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let [line, start] = [1, 0];
  for (const match of text.matchAll(TOKENS)) {
    const [token] = match;
    if (match.groups?.['ignored'] === undefined) {
      tokens.push({ text: token, line, column: match.index - start + 1 });
    }
    const last = token.lastIndexOf('\n');
    line += token.split('\n').length - 1;
    if (last >= 0) start = match.index + last + 1;
  }
  return tokens;
}

/**
 * The operations of a document, as far as it has no fragments and no directives.
 * @see https://spec.graphql.org/October2021/#sec-Language
 * @throws GraphqlSyntaxError
 */
export function parseGraphql(text: string): GraphqlOperation[] {
  const parser = new Parser(tokensOf(text));
  return parser.document();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  document(): GraphqlOperation[] {
    const operations: GraphqlOperation[] = [];
    do operations.push(this.#operation());
    while (this.#at < this.#tokens.length);
    return operations;
  }

  #operation(): GraphqlOperation {
    if (this.#is('{')) return { kind: 'query', name: undefined, variables: [], selections: this.#selectionSet() };
    const kind = this.#next();
    if (kind.text !== 'query' && kind.text !== 'mutation') throw unexpected(kind);
    const name = this.#is('(') || this.#is('{') ? undefined : this.#name();
    const variables = this.#is('(') ? this.#list('(', ')', () => this.#variable()) : [];
    return { kind: kind.text, name, variables, selections: this.#selectionSet() };
  }

  #variable(): GraphqlVariable {
    this.#expect('$');
    const name = this.#name();
    this.#expect(':');
    let type = '';
    while (!this.#is('$') && !this.#is('=') && !this.#is(')')) type += this.#next().text;
    if (!this.#is('=')) return { name, type, required: type.endsWith('!') };
    this.#expect('=');
    const standard = this.#value();
    return { name, type, required: false, standard: valueIn(standard, new Map()) };
  }

  #selectionSet(): Selection[] {
    return this.#list('{', '}', () => this.#selection());
  }

  #selection(): Selection {
    const { line, column } = this.#peek();
    const first = this.#name();
    const isAlias = this.#is(':');
    if (isAlias) this.#expect(':');
    const name = isAlias ? this.#name() : first;
    const args = this.#is('(') ? this.#list('(', ')', () => this.#pair()) : [];
    const selections = this.#is('{') ? this.#selectionSet() : [];
    return { name, alias: first, args: new Map(args), selections, line, column };
  }

  #pair(): readonly [string, GraphqlValue] {
    const name = this.#name();
    this.#expect(':');
    return [name, this.#value()];
  }

  #value(): GraphqlValue {
    if (this.#is('[')) return { list: this.#list('[', ']', () => this.#value()) };
    if (this.#is('{')) return { object: this.#list('{', '}', () => this.#pair()) };
    const token = this.#next();
    const { text } = token;
    if (text === '$') return { variable: this.#name() };
    if (text.startsWith('"""')) return { literal: text.slice(3, -3).replaceAll('\\"""', '"""').trim() };
    if (/^["\d-]/.test(text) && text.length > (text.startsWith('"') ? 1 : 0)) return { literal: jsonIn(text) };
    if (/^(?:true|false|null)$/.test(text)) return { literal: JSON.parse(text) as unknown };
    // An enum, such as ASC.
    if (/^[A-Za-z_]/.test(text)) return { literal: text };
    throw unexpected(token);
  }

  #list<T>(open: string, close: string, one: () => T): T[] {
    this.#expect(open);
    const all: T[] = [];
    while (!this.#is(close)) all.push(one());
    this.#expect(close);
    return all;
  }

  #name(): string {
    const token = this.#next();
    if (!/^[A-Za-z_]/.test(token.text)) throw unexpected(token);
    return token.text;
  }

  #expect(text: string): void {
    const token = this.#next();
    if (token.text !== text) throw unexpected(token);
  }

  #is(text: string): boolean {
    return this.#tokens[this.#at]?.text === text;
  }

  #peek(): Token {
    const last = this.#tokens.at(-1) ?? { line: 1, column: 0 };
    return this.#tokens[this.#at] ?? { text: '<EOF>', line: last.line, column: last.column + 1 };
  }

  #next(): Token {
    const token = this.#peek();
    if (token.text === '<EOF>') throw unexpected(token);
    this.#at += 1;
    return token;
  }
}

const unexpected = ({ text, line, column }: Token): GraphqlSyntaxError => new GraphqlSyntaxError(text, line, column);

/**
 * A value with those of its variables. Where there is none, a list has null, and an object has not the field.
 * @see https://spec.graphql.org/October2021/#sec-Input-Objects.Input-Coercion
 */
export function valueIn(value: GraphqlValue, variables: ReadonlyMap<string, unknown>): unknown {
  if ('variable' in value) return variables.get(value.variable);
  if ('list' in value) return value.list.map((one) => valueIn(one, variables) ?? null);
  if ('object' in value) return membersOf(value.object, variables);
  return value.literal;
}

/** Arguments, or the fields of an object, without those whose variable is not given. */
export function membersOf(
  members: Iterable<readonly [string, GraphqlValue]>,
  variables: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const values = [...members].map(([name, one]) => [name, valueIn(one, variables)] as const);
  return Object.fromEntries(values.filter(([, one]) => one !== undefined));
}

export function variablesIn(value: GraphqlValue): string[] {
  if ('variable' in value) return [value.variable];
  if ('list' in value) return value.list.flatMap(variablesIn);
  return 'object' in value ? value.object.flatMap(([, one]) => variablesIn(one)) : [];
}
