/** What becomes of a field whose value is blank: it is cleared, or stays as it is. */
export type EmptyValues = 'clear' | 'keep';

/** Whether a value is none: null, an empty text or an empty list. What is undefined was not given at all. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether the external ID or the name of a record is none: Salesforce does not keep blanks at the ends of them. */
export function isEmptyKey(value: unknown): boolean {
  return isBlank(value) || (typeof value === 'string' && value.trim() === '');
}
