import type { FieldSchema, FieldType, ObjectSchema, Schema } from '../types';

const soapTypes: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  address: 'urn:address',
  location: 'urn:location',
  anyType: 'xsd:anyType',
};

function extraTypeInfo(field: FieldSchema): string | null {
  if (field.type !== 'textarea') return field.extraTypeInfo;
  if (field.htmlFormatted) return 'richtextarea';
  return field.custom ? (field.length > 255 ? 'plaintextarea' : 'textarea') : 'plaintextarea';
}

/** A field of a describe; what the simulated org has no use for keeps the value that it has in most orgs. */
function describeField(field: FieldSchema): Record<string, unknown> {
  const isText = soapTypes[field.type] === undefined;
  return {
    ...field,
    aiPredictionField: false,
    byteLength: isText || field.type === 'id' || field.type === 'reference' ? field.length * (isText ? 3 : 1) : 0,
    calculatedFormula: null,
    cascadeDelete: field.cascadeDelete && field.custom,
    defaultValueFormula: null,
    deprecatedAndHidden: false,
    displayLocationInDecimal: field.type === 'location',
    extraTypeInfo: extraTypeInfo(field),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.calculated && ['currency', 'double', 'percent', 'int'].includes(field.type),
    highScaleNumber: false,
    maskType: field.mask,
    namePointing: field.polymorphicForeignKey,
    queryByDistance: field.type === 'location' || field.type === 'address',
    referenceTargetField: null,
    relationshipOrder: field.cascadeDelete && field.custom ? 0 : null,
    restrictedDelete: false,
    soapType: soapTypes[field.type] ?? 'xsd:string',
  };
}

function summary(object: ObjectSchema): Record<string, unknown> {
  return {
    activateable: false,
    associateEntityType: object.changesOf === undefined ? null : 'ChangeEvent',
    associateParentEntity: object.changesOf ?? null,
    createable: object.createable,
    custom: object.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: object.deletable,
    deprecatedAndHidden: false,
    feedEnabled: object.feedEnabled,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix || null,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.layoutable,
    mergeable: object.mergeable,
    mruEnabled: object.layoutable,
    name: object.name,
    queryable: object.queryable,
    replicateable: object.replicateable,
    retrieveable: object.retrieveable,
    searchable: object.searchable,
    triggerable: true,
    undeletable: object.undeletable,
    updateable: object.updateable,
  };
}

const base = (version: string, object: ObjectSchema) => `/services/data/v${version}/sobjects/${object.name}`;

function recordTypeInfos(object: ObjectSchema, version: string) {
  return object.recordTypeInfos.map((info) => ({
    ...info,
    urls: { layout: `${base(version, object)}/describe/layouts/${info.recordTypeId}` },
  }));
}

/** What USING SCOPE can name, in the order of the names: what is owned has scopes of its owners. */
function supportedScopes({ labelPlural, custom, fields }: ObjectSchema) {
  const what = labelPlural.toLowerCase();
  const owners = fields.find((field) => field.name === 'OwnerId')?.referenceTo ?? [];
  const ofQueues = owners.includes('Group');
  return [
    { label: `All ${what}`, name: 'everything' },
    ...(owners.length > 0 ? [{ label: `My ${what}`, name: 'mine' }] : []),
    ...(ofQueues ? [{ label: `Queue owned ${what}`, name: 'queue_owned' }] : []),
    ...(owners.length > 0 && !custom ? [{ label: `My team's ${what}`, name: 'team' }] : []),
    ...(ofQueues ? [{ label: `User owned ${what}`, name: 'user_owned' }] : []),
  ];
}

/**
 * Body of `GET /services/data/vXX.X/sobjects/Account/describe`; `version` is `68.0`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export function describeObject(_schema: Schema, object: ObjectSchema, version: string): Record<string, unknown> {
  const url = base(version, object);
  return {
    actionOverrides: [],
    ...summary(object),
    childRelationships: object.childRelationships.map((relationship) => ({
      ...relationship,
      deprecatedAndHidden: false,
      junctionIdListNames: [],
      junctionReferenceTo: [],
    })),
    compactLayoutable: object.layoutable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields.map(describeField),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(object, version),
    searchLayoutable: object.searchable,
    sobjectDescribeOption: 'FULL',
    supportedScopes: supportedScopes(object),
    urls: {
      compactLayouts: `${url}/describe/compactLayouts`,
      rowTemplate: `${url}/{ID}`,
      approvalLayouts: `${url}/describe/approvalLayouts`,
      describe: `${url}/describe`,
      quickActions: `${url}/quickActions`,
      layouts: `${url}/describe/layouts`,
      sobject: url,
    },
  };
}

/**
 * Body of `GET /services/data/vXX.X/sobjects`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm
 */
export function describeGlobal(schema: Schema, version: string): Record<string, unknown> {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: schema.objects.map((object) => {
      const url = base(version, object);
      return { ...summary(object), urls: { rowTemplate: `${url}/{ID}`, describe: `${url}/describe`, sobject: url } };
    }),
  };
}
