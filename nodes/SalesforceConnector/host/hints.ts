import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { redact, shorten } from '../../../salesforce/errors';
import { asHtml } from './html';

type Kind = 'info' | 'warning';

/** Hints of a run, and names listed in one of them: more than a person reads. */
const MOST_HINTS = 10;
const MOST_NAMES = 20;

/**
 * What a run that succeeds has to say besides its output, such as rows that failed: n8n shows it above the output. Each
 * sentence is shown once, however many items it applies to.
 */
export class Hints {
  private readonly sentences = new Map<string, { kind: Kind; names: Set<string> }>();

  /** Something to look into. */
  warn(sentence: string): void {
    this.add('warning', sentence);
  }

  /**
   * Something that was asked for, but is easily overlooked.
   * @param name listed after the sentence, with the names from other items
   */
  inform(sentence: string, name: string): void {
    this.add('info', sentence, name);
  }

  /** Hands the hints to n8n, which shows them if the run succeeds. */
  show(context: Pick<IExecuteFunctions, 'addExecutionHints'>): void {
    const all = [...this.sentences].map(([sentence, { kind, names }]) => hint(kind, withNames(sentence, [...names])));
    const rest = all.length - MOST_HINTS;
    const more = rest > 0 ? [hint('warning', `There are ${rest} more messages like these.`)] : [];
    const shown = [...all.slice(0, MOST_HINTS), ...more];
    if (shown.length > 0) context.addExecutionHints(...shown);
  }

  private add(kind: Kind, sentence: string, name?: string): void {
    const known = this.sentences.get(sentence);
    const { names } = known ?? { names: new Set<string>() };
    if (known === undefined) this.sentences.set(sentence, { kind, names });
    if (name !== undefined) names.add(name);
  }
}

function hint(type: Kind, message: string): NodeExecutionHint {
  return { type, message: asHtml(redact(message)), location: 'outputPane' };
}

function withNames(sentence: string, names: readonly string[]): string {
  if (names.length === 0) return sentence;
  const rest = names.length - MOST_NAMES;
  const listed = names.slice(0, MOST_NAMES).map(shorten).join(', ');
  return `${sentence} ${listed}${rest > 0 ? ` and ${rest} more` : ''}`;
}
