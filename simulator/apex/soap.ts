import type { SoapCall } from '../soap/calls';
import { objectsIn, textIn, type AnswerValue, type SoapObject } from '../soap/envelope';
import { executeAnonymous, type AnonymousRun } from './anonymous';

/** @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-executeanonymous.html */
export function executeAnonymousBySoap({ org, content, options, header }: SoapCall): {
  readonly result: AnswerValue;
  readonly header: { readonly [name: string]: AnswerValue };
} {
  const run = executeAnonymous(org, textIn(content, 'String') ?? '', options);
  const result = Object.entries(run.result).map(
    ([name, value]) => [name, value === null ? null : String(value)] as const,
  );
  const [debugging] = objectsIn(header, 'DebuggingHeader');
  const log = debugging === undefined ? undefined : logOf(run, debugging, options.now);
  return { result: Object.fromEntries(result), header: log === undefined ? {} : { DebuggingInfo: { debugLog: log } } };
}

/**
 * The log, with the categories and levels that were asked for on its first line. The sign between its columns is
 * written as an entity in a message: https://github.com/forcedotcom/idecore/issues/67
 * @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-header-debuggingheader.html
 */
function logOf({ debugged, result }: AnonymousRun, debugging: SoapObject, now: Date): string {
  const categories = objectsIn(debugging, 'categories').map(
    (one) => `${textIn(one, 'category') ?? ''},${textIn(one, 'level') ?? ''}`,
  );
  const logsCode = categories.some((one) => /^(?:All|Apex_code),(?:Debug|Fine|Finer|Finest)$/i.test(one));
  const time = `${now.toISOString().slice(11, 22)} (1000)`;
  const events = [
    'EXECUTION_STARTED',
    'CODE_UNIT_STARTED|[EXTERNAL]|execute_anonymous_apex',
    ...debugged.map(({ line, text }) => `USER_DEBUG|[${line}]|DEBUG|${text.replaceAll('|', '&#124;')}`),
    ...(result.success ? [] : [`FATAL_ERROR|${result.exceptionMessage ?? result.compileProblem ?? ''}`]),
    'CODE_UNIT_FINISHED|execute_anonymous_apex',
    'EXECUTION_FINISHED',
  ];
  const lines = logsCode ? events.map((event) => `${time}|${event}`) : [];
  return [categories.join(';').toUpperCase(), ...lines, ''].join('\n');
}
