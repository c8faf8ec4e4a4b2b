import type { INodeProperties } from 'n8n-workflow';

import { isExpression, type FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { locatorText } from './locator';

/** Below the text of a query. */
export const PARAMETERS_HINT = 'Use parameters instead of expressions for values: they are quoted safely';

/** One reference and nothing else: the whole query comes from elsewhere. */
const REFERENCE = /^=\s*\{\{[^{}+`]*\}\}\s*$/;

/** What a text is, and the field for its values. */
interface TextWithValues {
  readonly what: string;
  readonly values: string;
}

const QUERY: TextWithValues = { what: 'query', values: 'Query Parameters' };

/** Whether a field as it is written gets a part of its text, or all of it, from an expression. */
export function holdsExpression(written: unknown): written is string {
  return isExpression(written) && written.includes('{{');
}

/** The text of a query or of code as it is written, with its placeholders; warns of an expression inside it. */
export function readQueryText(
  { hints }: Pick<NodeOrg, 'hints'>,
  form: FormValues,
  { name, displayName }: Pick<INodeProperties, 'displayName' | 'name'>,
  { what, values }: TextWithValues = QUERY,
): string {
  const written = form.written<unknown>(name, '');
  if (holdsExpression(written) && !REFERENCE.test(written)) {
    hints.warn(`The ${what} contains an expression, so data can change what it does. Use ${values} for values.`);
  }
  return locatorText(form.param(name), displayName);
}
