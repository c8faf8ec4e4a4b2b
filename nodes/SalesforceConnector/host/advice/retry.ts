/**
 * What n8n's Retry does to a node that saved something before it stopped: it runs the node again with all its items.
 * @param saved what would be sent once more, as in “the 3 saved items”
 */
export function doNotRetry(saved: string): string {
  return `Do not use n8n’s Retry for this execution: it would send ${saved} again.`;
}
