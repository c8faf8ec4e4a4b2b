import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { locatorText } from './locator';

/** Below the text of a query. */
export const PARAMETERS_HINT = 'Use parameters instead of expressions for values: they are quoted safely';

const RISK = 'The query contains an expression, so data can change what it does. Use Query Parameters for values.';

/** One reference and nothing else: the whole query comes from elsewhere. */
const REFERENCE = /^=\s*\{\{[^{}+`]*\}\}\s*$/;

/**
 * The text of a query as it is written, with its placeholders; warns of an expression inside it.
 * @param name of the field
 * @param what its display name, for errors
 */
export function readQueryText({ hints }: Pick<NodeOrg, 'hints'>, form: FormValues, name: string, what: string): string {
  const written = form.written<unknown>(name, '');
  const isExpression = typeof written === 'string' && written.startsWith('=') && written.includes('{{');
  if (isExpression && !REFERENCE.test(written)) hints.warn(RISK);
  return locatorText(form.param(name), what);
}
