import type * as transliteration from 'transliteration';

/** The package as the test environment holds it for all files: it takes texts and gives texts. */
export const { transliterate } = (globalThis as unknown as { transliteration: typeof transliteration }).transliteration;
