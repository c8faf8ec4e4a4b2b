import type * as soqlParser from '@jetstreamapp/soql-parser-js';

/** The parser that the test environment holds for all files, in the place of the package. */
const shared = (globalThis as unknown as { soqlParser: typeof soqlParser }).soqlParser;

/** An error of the environment is none of a test's own: it is thrown anew. */
export const parseQuery: typeof soqlParser.parseQuery = (...query) => {
  try {
    return shared.parseQuery(...query);
  } catch (error) {
    throw new Error((error as Error).message);
  }
};
