import type { Reading } from './meanings';

/**
 * Codes of queries, each of which comes with sentences of several meanings.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */

const NO_RELATIONSHIP: readonly Reading[] = [
  { when: /didn.t understand relationship.* in from part/i, kind: 'NO_SUCH_CHILDREN' },
  { when: /didn.t understand relationship|no such relation\b/i, kind: 'NO_SUCH_PARENT' },
];
const NOT_IN_CLAUSE: readonly Reading[] = [
  { when: /can ?not be filtered/i, kind: 'FIELD_NOT_FILTERED' },
  { when: /can ?not be (?:sorted|grouped)/i, kind: 'FIELD_NOT_SORTED' },
];

export const QUERY_MEANINGS: readonly (readonly [code: string, readings: readonly Reading[]])[] = [
  [
    'INVALID_FIELD',
    [
      { when: /enclosed in quotes|value of filter criterion/i, kind: 'VALUE_OF_WRONG_TYPE' },
      { when: /foreign key external id.*not found/i, kind: 'PARENT_NOT_FOUND' },
      {
        when: /does not match an external id|external foreign key reference|both an external id reference/i,
        kind: 'PARENT_NOT_IDENTIFIED',
      },
      { when: /failed to deserialize field/i, kind: 'CELL_OF_WRONG_TYPE' },
      {
        when: /no such column/i,
        kind: 'NO_SUCH_COLUMN',
        means: 'A field’s name is misspelled, or the user has no field-level access to the field.',
      },
      ...NO_RELATIONSHIP,
      ...NOT_IN_CLAUSE,
      { when: /duplicate field selected/i, kind: 'FIELD_SELECTED_TWICE' },
      { when: /convertcurrency|multiple currencies|multi-?currency/i, kind: 'ONE_CURRENCY' },
      {},
    ],
  ],
  ['INVALID_QUERY_FILTER_OPERATOR', [{ when: /invalid id field/i, kind: 'NO_ID_IN_CONDITION' }, {}]],
  ['INVALID_TYPE', [...NO_RELATIONSHIP, {}]],
  [
    'MALFORMED_QUERY',
    [
      { when: /all rows not allowed/i, kind: 'ALL_ROWS' },
      {
        when: /requires a filter by/i,
        kind: 'FILTER_REQUIRED',
        means: 'Salesforce gives records of this object only with a certain condition.',
      },
      ...NOT_IN_CLAUSE,
      ...NO_RELATIONSHIP,
      { when: /duplicate alias/i, kind: 'ALIAS_TWICE', means: 'Two columns of the query have one name.' },
      { when: /duplicate field/i, kind: 'FIELD_SELECTED_TWICE' },
      {},
    ].map((reading) => ({ means: 'Salesforce cannot parse the query.', ...reading })),
  ],
  ['NUMBER_OUTSIDE_VALID_RANGE', [{ when: /\boffset\b/i, kind: 'OFFSET_TOO_LARGE' }, {}]],
];
