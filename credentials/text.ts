/** What a credential holds in a field, which can be anything: its text, or none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
