import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, WRITE_OPTIONS } from '../../fields/options';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty, readValues } from '../../fields/values';
import { describeObject } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const create: BatchOperation = {
  value: 'create',
  name: 'Create',
  action: 'Create record',
  description: 'Create a record of any object',
  properties: [objectProperty, fieldsProperty, sendAsProperty, optionsProperty(...WRITE_OPTIONS)],
  batch: writeItems({
    operation: 'create',
    readRecord: async (org, item) => {
      const described = await describeObject(org, readObject(item));
      return { object: described.name, described, values: readValues(org, item, described, 'create') };
    },
    toJson: ({ id }) => ({ id, created: true }),
  }),
};
