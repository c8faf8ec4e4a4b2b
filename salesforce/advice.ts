/** What an error means, and what can be done about it. */
export interface Advice {
  /** Only when Salesforce's message is one of these is this what it means. */
  when?: RegExp;
  /** A sentence, where Salesforce's own message does not say what happened. */
  means?: string;
  /** Sentences, in the words of Salesforce's screens; the most likely remedy first. */
  actions: readonly string[];
}

/** Advice by code; the first of a code's list whose `when` fits counts. */
export type AdviceTable = ReadonlyMap<string, readonly Advice[]>;

export function lookUp(table: AdviceTable, code: string, message: string): Advice | undefined {
  return table.get(code)?.find((advice) => advice.when?.test(message) ?? true);
}

const SESSION: Advice = {
  means: 'The Salesforce session has expired or was ended, and could not be renewed.',
  actions: ['Open the credential and connect (or test) it again.'],
};

const TRY_LATER = 'Try again in a few minutes; trust.salesforce.com shows the state of your instance.';

/** By REST's errorCode, collections' statusCode, or HTTP_nnn when the answer has no code of its own. */
const ADVICE: AdviceTable = new Map<string, readonly Advice[]>([]);

/** What to tell the user about one of the errors of a REST answer. */
export function adviceFor(entry: { errorCode: string; message: string }, status: number): Advice | undefined {
  return lookUp(ADVICE, entry.errorCode, entry.message) ?? lookUp(ADVICE, `HTTP_${status}`, entry.message);
}
void SESSION; void TRY_LATER;
