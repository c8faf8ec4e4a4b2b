import type { Labels } from '../labels';

/** What a user reads below what happened. */
export interface Advice {
  /** Salesforce fields or fields of the form that it is about. */
  readonly fields: readonly string[];
  /** Sentences: what to do, the most likely remedy first. */
  readonly actions: readonly string[];
}

/** What to do: a sentence, or one that names a field of the form, and so is for forms that have it. */
export type Action = FieldAction | string;

interface FieldAction {
  /** The field's display name. */
  readonly field: string;
  readonly action: string;
  /** For forms that do not have the field: a sentence, or what in turn depends on another field. */
  readonly otherwise?: Action;
}

/** The sentences that a form has all the fields for. */
export function sentencesFor(labels: Labels, actions: readonly Action[]): readonly string[] {
  return [...new Set(actions.flatMap((one) => sentenceFor(labels, one) ?? []))];
}

function sentenceFor(labels: Labels, one: Action | undefined): string | undefined {
  if (typeof one !== 'object') return one;
  return labels.has(one.field) ? one.action : sentenceFor(labels, one.otherwise);
}
