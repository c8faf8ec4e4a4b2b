import fc from 'fast-check';

/** The name with any of its letters in the other case. */
export const inAnyCase = (name: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => [...name].map((one, i) => (upper[i] === true ? one.toUpperCase() : one.toLowerCase())).join(''));
