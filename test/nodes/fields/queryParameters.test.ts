import { expect, test } from '@jest/globals';

import { typeProperty } from '../../../nodes/SalesforceConnector/fields/queryParameters';
import type { FieldType } from '../../../salesforce/describe';
import { soqlTypeOf } from '../../../salesforce/soql/literals';

const OFFERED = (typeProperty.options ?? []).map((option) => 'value' in option && option.value);

test.each<FieldType>(['boolean', 'currency', 'date', 'datetime', 'id', 'reference', 'string', 'time'])(
  'A query parameter can be compared with a field of the type %s',
  (type) => {
    expect(OFFERED).toContain(soqlTypeOf({ type }));
  },
);
