import { parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';

/**
 * Texts that would do harm if they got out of their quotes, and any others; less what the parser of these tests takes
 * for the end of a line inside a text.
 */
export const nasty = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          "'",
          '\\',
          '"',
          '%',
          '_',
          '\n',
          '\r',
          '\t',
          '\b',
          '\f',
          ')',
          '(',
          ',',
          ':a',
          ' OR ',
          '--',
          '/*',
          '../',
          '?',
          '#',
          '😀',
          '\\n',
          "\\'",
          'x',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )
  .filter((text) => !/[\0\u2028\u2029]|\p{Surrogate}/u.test(text));

/** The parsed query with every value taken out: what is left is its shape. */
export const shape = (soql: string): unknown =>
  JSON.parse(JSON.stringify(parseQuery(soql), (key, value: unknown) => (key === 'value' ? '' : value)));
