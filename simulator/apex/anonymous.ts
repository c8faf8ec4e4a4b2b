import { jsonText, numberIn } from '../numbers';
import type { Org, WriteOptions } from '../types';
import { ApiError } from '../types';
import { dml } from './classes';
import { ApexDecimal, CompileError, parseApex, type Expression, type Statement } from './parse';

/** @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-executeanonymous-result.html */
export interface ExecuteAnonymousResult {
  readonly line: number;
  readonly column: number;
  readonly compiled: boolean;
  readonly success: boolean;
  readonly compileProblem: string | null;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
}

/** What a run came to, and what it wrote to its debug log: each event with its line. */
export interface AnonymousRun {
  readonly result: ExecuteAnonymousResult;
  readonly debugged: readonly { readonly line: number; readonly text: string }[];
}

const DONE: ExecuteAnonymousResult = {
  line: -1,
  column: -1,
  compiled: true,
  success: true,
  compileProblem: null,
  exceptionMessage: null,
  exceptionStackTrace: null,
};

/** Characters: Salesforce's clients know this limit (RoseSilverSoftware/IlluminatedCloud#1914), with its place and words. */
const LONGEST_SCRIPT = 32_000;

function compiled(org: Org, code: string): readonly Statement[] {
  if (code.length > LONGEST_SCRIPT) throw new CompileError(`Script too large: ${code.slice(0, 30)}...`, 1, 1);
  return parseApex(code, (object, field) => {
    const schema = org.store.schema.object(object);
    return schema !== undefined && (field === undefined || org.store.schema.field(schema, field) !== undefined);
  });
}

/** Compiles a block of Apex and runs it; an exception undoes all that it wrote. */
export function executeAnonymous(org: Org, code: string, options: WriteOptions): AnonymousRun {
  const debugged: { line: number; text: string }[] = [];
  let statements: readonly Statement[];
  try {
    statements = compiled(org, code);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { line, column, message } = error;
    return {
      result: { ...DONE, line, column, compiled: false, success: false, compileProblem: message },
      debugged,
    };
  }
  let current: Statement | undefined;
  try {
    org.store.transaction(() => {
      const scope = new Map<string, unknown>();
      for (current of statements) execute(current, scope, { org, options, debugged });
    });
    return { result: DONE, debugged };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [{ message } = { message: '' }] = error.errors;
    const exceptionStackTrace = `AnonymousBlock: line ${current?.line ?? 1}, column ${current?.column ?? 1}`;
    return { result: { ...DONE, success: false, exceptionMessage: message, exceptionStackTrace }, debugged };
  }
}

interface Running {
  readonly org: Org;
  readonly options: WriteOptions;
  readonly debugged: { line: number; text: string }[];
}

function execute(statement: Statement, scope: Map<string, unknown>, { org, options, debugged }: Running): void {
  switch (statement.kind) {
    case 'declare':
      scope.set(statement.name.toLowerCase(), valueOf(statement.value, scope));
      return;
    case 'debug':
      debugged.push({ line: statement.line, text: textOf(valueOf(statement.value, scope)) });
      return;
    case 'throw':
      throw unhandled(`${statement.exception}: ${textOf(valueOf(statement.value, scope))}`);
    case 'insert': {
      const object = org.store.schema.object(statement.object);
      if (object === undefined) throw unhandled(`System.TypeException: Invalid Type: ${statement.object}`);
      const values = statement.fields.map(([name, value]): [string, unknown] => [name, stored(valueOf(value, scope))]);
      dml('Insert', () => org.store.insert(object, Object.fromEntries(values), options));
    }
  }
}

const unhandled = (message: string): ApiError => new ApiError(500, { errorCode: 'APEX_ERROR', message });

const stored = (value: unknown): unknown => (value instanceof ApexDecimal ? numberIn(value.digits) : value);

/** Text is joined with `+`, as everything is that stands beside text. */
function valueOf(expression: Expression, scope: ReadonlyMap<string, unknown>): unknown {
  const values = expression.map((term) => {
    if ('name' in term) return scope.get(term.name.toLowerCase());
    return 'serialized' in term ? jsonText(valueOf(term.serialized, scope)) : term.value;
  });
  return values.length === 1 ? values[0] : values.map(textOf).join('');
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof ApexDecimal) return String(value);
  if (Array.isArray(value)) return `(${value.map(textOf).join(', ')})`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${textOf(member)}`)
    .join(', ')}}`;
}
