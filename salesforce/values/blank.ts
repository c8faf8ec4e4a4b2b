/** What becomes of a field whose value is blank: it is cleared, or stays as it is. */
export type EmptyValues = 'clear' | 'keep';

/**
 * Whether a value is none: null, an empty text, or a list of nothing but empty texts, which is one when it is sent. What
 * is undefined was not given at all.
 */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.every(isEmptyText));
}

function isEmptyText(value: unknown): boolean {
  return value === '';
}

/** Whether the external ID or the name of a record is none: Salesforce does not keep blanks at the ends of them. */
export function isEmptyKey(value: unknown): boolean {
  return isBlank(value) || (typeof value === 'string' && value.trim() === '');
}
