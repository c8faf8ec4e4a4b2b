import type { IDataObject } from 'n8n-workflow';

import type { FieldDescribe, ObjectDescribe } from '../../../../salesforce/describe';
import { wholeDescription } from '../../../../salesforce/objects/description';
import { isRequired } from '../../fields/fieldsToSend';
import { objectProperty, readObject } from '../../fields/object';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { EachOperation } from '../define';
import { recordTypeRow } from './recordTypeRow';

export const objectGet: EachOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get object',
  description:
    'Describe an object: what can be done with its records, its fields with their types, its record types, and the objects that refer to it. Picklist values have an operation of their own.',
  properties: [objectProperty('describe')],
  options: [simplifyOutput],
  each: async (org, item) => {
    const name = readObject(item);
    if (!readSimplify(item)) return [(await wholeDescription(org, name)) as IDataObject];
    return [simplifiedObject(await org.describe.object(name))];
  },
};

function simplifiedObject({ fields, recordTypeInfos, childRelationships, ...summary }: ObjectDescribe): IDataObject {
  return {
    ...summary,
    fields: fields.map(simplifiedField),
    recordTypes: recordTypeInfos.map(recordTypeRow),
    // The others are of no use in a query.
    childRelationships: childRelationships
      .filter(({ relationshipName }) => relationshipName !== null)
      .map(({ relationshipName, childSObject, field }) => ({ relationshipName, object: childSObject, field })),
  };
}

function simplifiedField(field: FieldDescribe): IDataObject {
  const { name, label, type, length, createable, updateable, externalId, unique } = field;
  const { referenceTo, relationshipName, controllerName, inlineHelpText } = field;
  return {
    name,
    label,
    type,
    length,
    required: createable && isRequired(field),
    createable,
    updateable,
    externalId,
    unique,
    referenceTo: [...referenceTo],
    relationshipName,
    controllingField: controllerName,
    helpText: inlineHelpText,
  };
}
