/** An ID as Salesforce writes them: of contacts by default, the first one for 1. */
export function idOf(number: number, keyPrefix = '003'): string {
  return `${keyPrefix}${String(number).padStart(12, '0')}AAA`;
}
