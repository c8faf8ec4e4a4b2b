import { jsonText } from '../../numbers';
import { ApiError } from '../../types';
import { badRequest, isObject } from '../call';

const REFERENCE = /@\{([^}]*)\}/g;
const STEP = /([^.[\]]+)|\[(\d+)\]/g;

/** What earlier subrequests answered, by referenceId. */
export type Answers = ReadonlyMap<string, unknown>;

/** The step into `value`; undefined where there is nothing. Only own properties: `constructor` is no field. */
function into(value: unknown, property: string | undefined, index: string | undefined): unknown {
  if (index !== undefined) return Array.isArray(value) ? (value as unknown[])[Number(index)] : undefined;
  if (property !== undefined && isObject(value) && Object.hasOwn(value, property)) return value[property];
  return undefined;
}

/** `ref.field`, `ref.records[0].Id`, `ref[1].id`: case-sensitive, as the Composite resource documents. */
function lookUp(answers: Answers, expression: string): unknown {
  const referenceId = /^[^.[]*/.exec(expression)?.[0] ?? '';
  if (!answers.has(referenceId))
    throw invalidReference(`Invalid reference specified. No reference named ${referenceId} found.`);
  let value = answers.get(referenceId);
  for (const [, property, index] of expression.slice(referenceId.length).matchAll(STEP))
    value = into(value, property, index);
  if (value === undefined) {
    throw invalidReference(`Invalid reference specified. No value for ${expression} found in ${referenceId}`);
  }
  return value;
}

const invalidReference = (message: string): ApiError => badRequest('PROCESSING_HALTED', message);

/** The text with each `@{…}` replaced by what it points at, written by `encode`. */
export function resolveText(answers: Answers, text: string, encode: (value: string) => string = String): string {
  return text.replaceAll(REFERENCE, (_, expression: string) => encode(asText(lookUp(answers, expression))));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value));

/**
 * A body with its references replaced. A string that is one reference and nothing else takes the value's own type,
 * so a number stays a number.
 */
export function resolveValue(answers: Answers, value: unknown): unknown {
  if (typeof value === 'string') {
    const whole = /^@\{([^}]*)\}$/.exec(value)?.[1];
    return whole === undefined ? resolveText(answers, value) : lookUp(answers, whole);
  }
  if (Array.isArray(value)) return value.map((element) => resolveValue(answers, element));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, resolveValue(answers, element)]));
}

/** The referenceIds that a subrequest points at. */
export function referencesIn(value: unknown): string[] {
  const text = typeof value === 'string' ? value : value === undefined ? '' : jsonText(value);
  return [...text.matchAll(REFERENCE)].map((match) => /^[^.[]*/.exec(match[1] ?? '')?.[0] ?? '');
}
