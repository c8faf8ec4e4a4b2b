import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { mappedValues } from '../../../nodes/SalesforceConnector/fields/mapper';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';

/** The values of a mapper whose one field was written so, and has this value. */
function sent(written: unknown, value: unknown): IDataObject {
  const mapper = (field: unknown) => ({ mappingMode: 'defineBelow', value: { Phone: field } as IDataObject });
  const form = { written: () => mapper(written) } as unknown as FormValues;
  return mappedValues(form, 'fields', mapper(value));
}

const blanks = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\u00a0') });
const nothing = fc.constantFrom<unknown>(undefined, null, '', ' ', '  \n');

test('an expression that was left empty is not sent, whatever n8n makes of it', () => {
  const written = fc.oneof(
    blanks.map((blank) => `=${blank}`),
    fc.tuple(blanks, blanks, blanks).map(([before, within, after]) => `=${before}{{${within}}}${after}`),
  );
  fc.assert(fc.property(written, nothing, (text, value) => expect(sent(text, value)).toEqual({})));
});

test.each(['={{ null }}', '={{ $json.phone }}', '={{ "" }}', '=x{{ }}'])('what %s returns is sent', (written) => {
  expect(sent(written, null)).toEqual({ Phone: null });
  expect(sent(written, 'x')).toEqual({ Phone: 'x' });
});

test('a value that was typed is sent, and a field left empty is not', () => {
  expect(sent('x', 'x')).toEqual({ Phone: 'x' });
  expect(sent('', '')).toEqual({});
  expect(sent(null, null)).toEqual({});
});
