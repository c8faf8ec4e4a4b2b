import type { IDataObject } from 'n8n-workflow';

import { picklistChoices, picklistField, recordTypeOf } from '../../../../salesforce/objects/picklists';
import { objectProperty, readObject } from '../../fields/object';
import { picklistFieldProperty, readPicklistField, readRecordType, recordTypeProperty } from '../../fields/picklist';
import type { EachOperation } from '../define';

export const objectGetPicklistValues: EachOperation = {
  value: 'getPicklistValues',
  name: 'Get Picklist Values',
  action: 'Get picklist values of object',
  description:
    'Get the values of a picklist with their labels: those that a record type allows or all, and for a dependent picklist which values of the controlling field each can be chosen with',
  properties: [objectProperty('describe'), picklistFieldProperty, recordTypeProperty],
  each: async (org, item) => {
    const object = await org.describe.object(readObject(item));
    const field = picklistField(object, readPicklistField(item));
    const wanted = readRecordType(item);
    const recordType = wanted === undefined ? undefined : recordTypeOf(object, wanted);
    const { choices, byRecordType } = await picklistChoices(org, { object, field, recordType });
    if (recordType !== undefined && !byRecordType) {
      org.hints.inform(
        'Salesforce does not tell by record type the values of these picklists, which have all their values:',
        `${object.name}.${field.name}`,
      );
    }
    const of = {
      field: field.name,
      controllingField: field.controllerName,
      recordTypeId: byRecordType ? (recordType?.recordTypeId ?? null) : null,
    };
    return choices.map(({ value, label, isDefault, validFor }): IDataObject => ({
      value,
      label,
      default: isDefault,
      validFor: validFor === null ? null : [...validFor],
      ...of,
    }));
  },
};
