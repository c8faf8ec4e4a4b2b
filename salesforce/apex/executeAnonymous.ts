import { checkCharacters } from '../characters';
import {
  AnswerError,
  expectBody,
  isFlag,
  isText,
  isWords,
  maybe,
  objectWith,
  SalesforceError,
  type ApiErrorEntry,
} from '../errors';
import type { Request, Response } from '../http';
import type { Org } from '../org';
import { dataPath, LONGEST_ADDRESS, target } from '../path';
import { doneOrNot } from '../retry';
import { childTexts, soapAnswer } from '../soap/answer';
import { APEX_API, soapRequest, xmlElement, xmlElements } from '../soap/envelope';
import { childOf, escapedXml } from '../xml';

/** What to return of the debug log. */
export type DebugLog = 'all' | 'messages' | 'none';

/** Code to run. */
export interface AnonymousApex {
  /** For before the code, on its first line. */
  readonly declarations: string;
  readonly code: string;
  readonly debugLog: DebugLog;
}

/**
 * Runs code. It is never sent a second time once it may have run.
 * @returns the debug log, where it is wanted
 * @throws SalesforceError with line and column for code that Apex cannot compile, and for an exception that it does not catch
 * @throws UncertainError where nobody knows whether it ran
 */
export async function executeAnonymous(org: Org, apex: AnonymousApex): Promise<string | undefined> {
  const { result, debugLog } = await runOnOrg(org, apex);
  const error = errorIn(result, apex.declarations.length);
  if (error !== undefined) throw new SalesforceError(400, [error]);
  return debugLog;
}

/** https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-executeanonymous-result.html */
interface ApexResult {
  readonly compiled: boolean;
  readonly success: boolean;
  readonly line?: number | null | undefined;
  readonly column?: number | null | undefined;
  readonly compileProblem?: string | null | undefined;
  readonly exceptionMessage?: string | null | undefined;
  readonly exceptionStackTrace?: string | null | undefined;
}

interface ApexAnswer {
  readonly result: ApexResult;
  readonly debugLog?: string | undefined;
}

async function runOnOrg(org: Org, apex: AnonymousApex): Promise<ApexAnswer> {
  const inQuery = restRequest(org, apex);
  // REST puts the code into the address, which has a limit, and returns no debug log.
  const isShort = target(inQuery).length <= LONGEST_ADDRESS && apex.debugLog === 'none';
  try {
    return isShort
      ? readExecutedByRest(await org.sendOnce(inQuery))
      : readExecutedBySoap(await org.sendOnce(soapCall(org, apex)));
  } catch (error) {
    throw doneOrNot(error, 'run');
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm */
function restRequest({ version }: Org, { declarations, code }: AnonymousApex): Request {
  checkCharacters(code, () => 'Code', 'Code');
  return {
    method: 'GET',
    path: dataPath(version, 'tooling', 'executeAnonymous'),
    query: { anonymousBody: declarations + code },
    once: true,
  };
}

const CALL = { api: APEX_API, call: 'executeAnonymous' } as const;

/** https://developer.salesforce.com/docs/platform/api/guide/sforce-api-header-debuggingheader.html */
function soapCall(org: Org, { declarations, code, debugLog }: AnonymousApex): Request {
  const categories = LOGGED[debugLog].map((category) => xmlElements({ category, level: 'Debug' }));
  const header = categories.map((xml) => xmlElement('categories', { xml })).join('');
  return soapRequest(org, {
    ...CALL,
    content: xmlElement('String', { xml: escapedXml(declarations + code, 'Code') }),
    ...(header === '' ? {} : { header: xmlElement('DebuggingHeader', { xml: header }) }),
  });
}

const LOGGED: Readonly<Record<DebugLog, readonly string[]>> = {
  all: ['Apex_code', 'Callout', 'Db', 'System', 'Validation', 'Workflow'],
  messages: ['Apex_code'],
  none: [],
};

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value);

const isResult = objectWith<ApexResult>({
  compiled: isFlag,
  success: isFlag,
  line: maybe(isPlace),
  column: maybe(isPlace),
  compileProblem: maybe(isWords),
  exceptionMessage: maybe(isWords),
  exceptionStackTrace: maybe(isWords),
});

/** @throws SalesforceError, AnswerError */
export function readExecutedByRest(response: Response): ApexAnswer {
  const result = expectBody(response, isResult, 'the result of anonymous Apex', 200);
  return { result: believed(result, response) };
}

/** @throws SalesforceError, AnswerError */
export function readExecutedBySoap(response: Response): ApexAnswer {
  const { results, header } = soapAnswer(response, CALL);
  const [found, ...others] = results;
  if (found === undefined || others.length > 0) throw strange(response);
  const text = (name: string): string | undefined => found.texts(name)[0];
  const place = (name: string): number | undefined => (text(name) === undefined ? undefined : Number(text(name)));
  const result = {
    compiled: FLAGS.get(text('compiled') ?? ''),
    success: found.success,
    line: place('line'),
    column: place('column'),
    compileProblem: text('compileProblem'),
    exceptionMessage: text('exceptionMessage'),
    exceptionStackTrace: text('exceptionStackTrace'),
  };
  if (!isResult(result)) throw strange(response);
  const debugging = header && childOf(header, APEX_API.namespace, 'DebuggingInfo');
  return { result: believed(result, response), debugLog: debugging && childTexts(debugging, 'debugLog')[0] };
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['false', false],
  ['true', true],
]);

/** A success has no problem. Code that was not compiled has not run, and code that was has no problem of the compiler's. */
function believed(result: ApexResult, response: Response): ApexResult {
  const { compiled, success } = result;
  const [isProblem, isException] = [result.compileProblem, result.exceptionMessage].map(isText);
  const isTrue = success ? compiled && !isProblem && !isException : !(compiled ? isProblem : isException);
  if (!isTrue) throw strange(response);
  return result;
}

function strange({ body, status }: Response): AnswerError {
  return new AnswerError(status, 'the result of anonymous Apex was expected', body);
}

/** @param declared characters on the first line before the code */
function errorIn(result: ApexResult, declared: number): ApiErrorEntry | undefined {
  if (result.success) return undefined;
  return result.compiled ? exceptionIn(result, declared) : compileErrorIn(result, declared);
}

function compileErrorIn({ line, column, compileProblem }: ApexResult, declared: number): ApiErrorEntry {
  const problem = isText(compileProblem) ? compileProblem : WITHOUT_REASON;
  const at = placeInCode({ line: line ?? 0, column: column ?? 0 }, declared);
  // What is too large is so as a whole: Salesforce names its first character.
  const isOfPlace = at !== '' && !/^Script too large\b/i.test(problem);
  const message = isOfPlace ? `${at[0]?.toUpperCase()}${at.slice(1)}: ${problem}` : problem;
  return { errorCode: 'COMPILE_ERROR', message, fields: [] };
}

function exceptionIn({ exceptionMessage, exceptionStackTrace }: ApexResult, declared: number): ApiErrorEntry {
  const stack = (exceptionStackTrace ?? '').replaceAll(
    /\bline (\d{1,9}), column (\d{1,9})/g,
    (_, line: string, column: string) => placeInCode({ line: Number(line), column: Number(column) }, declared),
  );
  const message = isText(exceptionMessage) ? exceptionMessage : WITHOUT_REASON;
  return { errorCode: 'APEX_ERROR', message: stack === '' ? message : `${message} (${stack.trim()})`, fields: [] };
}

const WITHOUT_REASON = 'Salesforce gives no reason';

/** As if nothing stood before the code; empty where Salesforce names none (-1). */
function placeInCode({ line, column }: { line: number; column: number }, declared: number): string {
  if (line < 1) return '';
  // Of an exception, Salesforce names the first column of a line, wherever it is.
  if (column < 1 || (column === 1 && line === 1 && declared > 0)) return `line ${line}`;
  if (line !== 1 || declared === 0) return `line ${line}, column ${column}`;
  return column > declared ? `line 1, column ${column - declared}` : 'in Variables';
}
