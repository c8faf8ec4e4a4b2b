import { readFileSync } from 'node:fs';
import path from 'node:path';

const GUIDE = path.join(__dirname, '..', '..', 'docs', 'admin.md');

/**
 * Of words that n8n or Salesforce chooses, and which cannot say what to do: that the guide for admins does.
 * @returns what the screen shows
 */
export function explainedToAdmins(shown: string, words: readonly string[]): string {
  const guide = readFileSync(GUIDE, 'utf8');
  const unexplained = words.filter((part) => !guide.includes(part));
  if (unexplained.length > 0) throw new Error(`docs/admin.md does not say what “${unexplained.join('”, “')}” means.`);
  return shown;
}
