/** What introduces an API name in Salesforce's sentences. A value before it can have such words too: the last one counts. */
const NAMED_THINGS: readonly RegExp[] = [
  /^.*\b(?:field|column)\s+'?(\w+)/is,
  /^.*\b(?:entity|sobject type|of type|object)\s+'?(\w+)/is,
];

/** API names that can be nothing else. */
const CUSTOM = /\b\w+__[a-z]{1,5}\b/gi;

/** What a sentence begins with, such as the label of a field; not a text in quotation marks, nor a number. */
const LABEL = /^([^:'"“”\d]{1,80}): /;

/** The object that an ID is of, in its first three characters. */
const PREFIX_OF_ID = /\b(?=\w{0,17}\d)(\w{3})\w{12}(?:\w{3})?\b/g;

/** Longer than Salesforce's sentences. */
const LONGEST_SENTENCE = 1_000;

/**
 * The fields and objects that a message of Salesforce's is about, where no field is named beside it. What it says of
 * values and records is left out.
 */
export function thingsNamedIn(whole: string): readonly string[] {
  const message = whole.slice(0, LONGEST_SENTENCE);
  const names = [LABEL, ...NAMED_THINGS].flatMap((pattern) => pattern.exec(message)?.[1] ?? []);
  const customs = [...message.matchAll(CUSTOM)].map(([name]) => name);
  const prefixes = [...message.matchAll(PREFIX_OF_ID)].flatMap(([, prefix = '']) => prefix);
  return [...new Set([...names, ...customs, ...prefixes])];
}
