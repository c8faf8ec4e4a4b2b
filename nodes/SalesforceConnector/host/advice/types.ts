/** What a user reads below what happened. */
export interface Advice {
  /** Salesforce fields or fields of the form that it is about. */
  readonly fields: readonly string[];
  /** Sentences: what to do, the most likely remedy first. */
  readonly actions: readonly string[];
}
