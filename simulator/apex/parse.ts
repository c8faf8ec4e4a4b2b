import { exactDigits, jsonIn } from '../numbers';

/** What Apex says of code that it cannot compile, and where. */
export class CompileError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** A value, the name of a variable, or what `JSON.serialize` makes of an expression. */
type Term = { readonly value: unknown } | { readonly name: string } | { readonly serialized: Expression };

/** Terms that are joined with `+`. */
export type Expression = readonly Term[];

interface Place {
  readonly line: number;
  readonly column: number;
}

/** As much of Apex as it takes to write a record, to say something, and to fail. */
export type Statement = Place &
  (
    | { readonly kind: 'debug'; readonly value: Expression }
    | { readonly kind: 'declare'; readonly name: string; readonly value: Expression }
    | { readonly kind: 'insert'; readonly object: string; readonly fields: readonly [string, Expression][] }
    | { readonly kind: 'throw'; readonly exception: string; readonly value: Expression }
  );

/** Whether the org has an object, or a field of it. */
type Knows = (object: string, field?: string) => boolean;

interface Token extends Place {
  readonly text: string;
}

const TOKENS = /(?<space>\s+|\/\/[^\n]*|\/\*.*?\*\/)|'(?:[^'\\\r\n]|\\.)*'|[A-Za-z]\w*|\d+(?:\.\d+)?|./gsu;

function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  let [line, start] = [1, 0];
  for (const match of code.matchAll(TOKENS)) {
    const [text] = match;
    if (match.groups?.['space'] === undefined) tokens.push({ text, line, column: match.index - start + 1 });
    const last = text.lastIndexOf('\n');
    line += text.split('\n').length - 1;
    if (last >= 0) start = match.index + last + 1;
  }
  return tokens;
}

/** @throws CompileError */
export function parseApex(code: string, knows: Knows): readonly Statement[] {
  const parser = new Parser(tokensOf(code), knows);
  return parser.statements();
}

const ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** A number with its decimal places: https://developer.salesforce.com/docs/atlas.en-us.apexref.meta/apexref/apex_methods_system_decimal.htm */
export class ApexDecimal {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return exactDigits(this.digits);
  }

  toString(): string {
    return this.digits;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #knows: Knows;
  readonly #declared = new Set<string>();
  #at = 0;

  constructor(tokens: readonly Token[], knows: Knows) {
    this.#tokens = tokens;
    this.#knows = knows;
  }

  statements(): Statement[] {
    const all: Statement[] = [];
    while (this.#at < this.#tokens.length) all.push(this.#statement());
    return all;
  }

  #statement(): Statement {
    const { line, column, text } = this.#next();
    const place = { line, column };
    switch (text.toLowerCase()) {
      case 'system': {
        this.#expect('.', 'debug', '(');
        const value = this.#expression();
        this.#expect(')', ';');
        return { ...place, kind: 'debug', value };
      }
      case 'throw': {
        this.#expect('new');
        const exception = this.#name().text;
        this.#expect('(');
        const value = this.#expression();
        this.#expect(')', ';');
        return { ...place, kind: 'throw', exception: `System.${exception}`, value };
      }
      case 'insert':
        return { ...place, ...this.#insert() };
      default:
        return { ...place, ...this.#declaration(text, place) };
    }
  }

  #insert() {
    this.#expect('new');
    const object = this.#name();
    if (!this.#knows(object.text)) throw new CompileError(`Invalid type: ${object.text}`, object.line, object.column);
    this.#expect('(');
    const fields: [string, Expression][] = [];
    while (this.#peek()?.text !== ')') {
      if (fields.length > 0) this.#expect(',');
      const field = this.#name();
      if (!this.#knows(object.text, field.text)) {
        const problem = `Field does not exist: ${field.text} on ${object.text}`;
        throw new CompileError(problem, field.line, field.column);
      }
      this.#expect('=');
      fields.push([field.text, this.#expression()]);
    }
    this.#expect(')', ';');
    return { kind: 'insert', object: object.text, fields } as const;
  }

  #declaration(type: string, { line, column }: Place) {
    if (!/^(?:Boolean|Decimal|Id|Integer|Object|String)$/i.test(type)) {
      throw new CompileError(`Unexpected token '${type}'.`, line, column);
    }
    const { text: name } = this.#name();
    this.#expect('=');
    const value = this.#expression();
    this.#expect(';');
    this.#declared.add(name.toLowerCase());
    return { kind: 'declare', name, value } as const;
  }

  #expression(): Expression {
    const terms = [this.#term()];
    while (this.#peek()?.text === '+') {
      this.#at += 1;
      terms.push(this.#term());
    }
    return terms;
  }

  #term(): Term {
    const token = this.#next();
    const { text } = token;
    if (text.startsWith("'") && text.length > 1) return { value: unquoted(text) };
    if (/^\d/.test(text)) return { value: Number(text) };
    if (/^(?:true|false)$/i.test(text)) return { value: text.toLowerCase() === 'true' };
    if (/^null$/i.test(text)) return { value: null };
    if (/^(?:Decimal|JSON)$/i.test(text)) return this.#converted();
    if (!/^[a-z]/i.test(text)) throw unexpected(token);
    if (this.#declared.has(text.toLowerCase())) return { name: text };
    throw new CompileError(`Variable does not exist: ${text}`, token.line, token.column);
  }

  /** `Decimal.valueOf('1.5')`, `JSON.deserializeUntyped('[1]')`, and `JSON.serialize(x)`. */
  #converted(): Term {
    this.#expect('.');
    const method = this.#name();
    this.#expect('(');
    if (/^serialize$/i.test(method.text)) {
      const serialized = this.#expression();
      this.#expect(')');
      return { serialized };
    }
    const { text } = this.#next();
    this.#expect(')');
    if (/^valueOf$/i.test(method.text) && text.startsWith("'")) return { value: new ApexDecimal(unquoted(text)) };
    if (/^deserializeUntyped$/i.test(method.text) && text.startsWith("'")) return { value: jsonIn(unquoted(text)) };
    throw unexpected(method);
  }

  #name(): Token {
    const token = this.#next();
    if (!/^[a-z]/i.test(token.text)) throw unexpected(token);
    return token;
  }

  #expect(...texts: string[]): void {
    for (const text of texts) {
      const token = this.#next(text);
      if (token.text.toLowerCase() === text) continue;
      throw text === ';'
        ? new CompileError(`Missing ';' at '${token.text}'`, token.line, token.column)
        : unexpected(token);
    }
  }

  #next(wanted = ''): Token {
    const token = this.#tokens[this.#at];
    const last = this.#tokens.at(-1) ?? { line: 1, column: 1, text: '' };
    if (token === undefined) {
      const problem = wanted === ';' ? "Missing ';' at '<EOF>'" : "Unexpected token '<EOF>'.";
      throw new CompileError(problem, last.line, last.column + last.text.length);
    }
    this.#at += 1;
    return token;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
}

const unexpected = ({ text, line, column }: Token): CompileError =>
  new CompileError(`Unexpected token '${text}'.`, line, column);

const unquoted = (text: string): string =>
  text.slice(1, -1).replaceAll(/\\(.)/gs, (_, sign: string) => ESCAPES.get(sign) ?? sign);
