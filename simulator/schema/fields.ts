import type { FieldSchema, FieldType, PicklistValue, Scalar } from '../types';

/** What a definition may say of a field beyond its name and type; everything else follows from these two. */
export type FieldOptions = Partial<Omit<FieldSchema, 'name' | 'type' | 'picklistValues'>> & {
  /** No value, no record: describe says not nillable. */
  required?: boolean;
  readOnly?: boolean;
  /** Values, or values with all their properties. A leading `*` marks the default value. */
  values?: readonly (string | Partial<PicklistValue>)[];
};

const textLengths: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
  textarea: 255,
  encryptedstring: 175,
  combobox: 255,
  anyType: 255,
};

const unfiltered = new Set<FieldType>(['base64', 'encryptedstring', 'location']);
const ungrouped = new Set<FieldType>([
  'base64',
  'encryptedstring',
  'location',
  'address',
  'multipicklist',
  'datetime',
  'double',
  'currency',
  'percent',
  'time',
]);
const unsorted = new Set<FieldType>(['base64', 'encryptedstring', 'location', 'address', 'multipicklist']);
const unaggregated = new Set<FieldType>([
  'base64',
  'encryptedstring',
  'location',
  'address',
  'multipicklist',
  'boolean',
  'time',
]);

/** Whether a name is of what an org made itself. */
export const isCustomName = (name: string) => name.endsWith('__c') || name.endsWith('__s');

/** `BillingPostalCode` → `Billing Postal Code`, `AccountId` → `Account ID`, `Due_Date__c` → `Due Date`. */
export function labelOf(name: string): string {
  return name
    .replace(/__(c|s)$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/ Id$/, ' ID');
}

/** `validFor` of describe: base64 of a bit for each index of the controlling field's values, highest bit first. */
function validFor(indexes: readonly number[]): string {
  const bytes = Buffer.alloc(Math.max(3, Math.ceil((Math.max(-1, ...indexes) + 1) / 8)));
  for (const index of indexes) bytes.writeUInt8(bytes.readUInt8(index >> 3) | (0x80 >> (index & 7)), index >> 3);
  return bytes.toString('base64');
}

function picklistValue(entry: string | Partial<PicklistValue>): PicklistValue {
  const given =
    typeof entry === 'string' ? { value: entry.replace(/^\*/, ''), defaultValue: entry.startsWith('*') } : entry;
  const value = given.value ?? '';
  return { value, label: value, active: true, defaultValue: false, validFor: null, ...given };
}

/**
 * A field with the flags that Salesforce's describe gives a field of this type
 * (SOAP API Developer Guide, DescribeSObjectResult).
 */
export function field(name: string, type: FieldType, options: FieldOptions = {}): FieldSchema {
  const { required = false, readOnly = false, values = [], ...given } = options;
  const custom = isCustomName(name);
  const picklistValues = values.map(picklistValue);
  const length = given.length ?? textLengths[type] ?? 0;
  const long = type === 'textarea' && length > 255;
  const fixed = readOnly || given.calculated === true || given.autoNumber === true;
  const compound = type === 'address' || type === 'location';
  const defaultPicklistValue = picklistValues.find((value) => value.defaultValue)?.value;
  const defaultValue: Scalar = given.defaultValue ?? defaultPicklistValue ?? (type === 'boolean' ? false : null);
  return {
    name,
    label: labelOf(name),
    type,
    length,
    precision: 0,
    scale: 0,
    digits: type === 'int' ? 8 : 0,
    nillable: !required && type !== 'boolean',
    permissionable:
      !required &&
      type !== 'id' &&
      given.nameField !== true &&
      (custom || type !== 'boolean') &&
      given.nillable !== false,
    searchPrefilterable: type === 'reference',
    extraTypeInfo: null,
    createable: !fixed && !compound,
    updateable: !fixed && !compound,
    defaultedOnCreate: defaultValue !== null,
    defaultValue,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: given.externalId ?? false,
    filterable: !long && !unfiltered.has(type),
    sortable: !long && !unsorted.has(type),
    groupable: !long && !ungrouped.has(type),
    aggregatable: !long && !unaggregated.has(type),
    calculated: false,
    autoNumber: false,
    custom,
    nameField: false,
    htmlFormatted: false,
    encrypted: type === 'encryptedstring',
    restrictedPicklist: false,
    dependentPicklist: false,
    controllerName: null,
    picklistValues,
    referenceTo: [],
    relationshipName: null,
    polymorphicForeignKey: false,
    cascadeDelete: false,
    writeRequiresMasterRead: false,
    compoundFieldName: null,
    inlineHelpText: null,
    mask: null,
    ...given,
  };
}

type Maker = (name: string, options?: FieldOptions) => FieldSchema;
const of =
  (type: FieldType, preset: FieldOptions = {}): Maker =>
  (name, options) =>
    field(name, type, { ...preset, ...options });

export const text = (name: string, length: number, options?: FieldOptions) =>
  field(name, 'string', { length, ...options });
export const textArea = (name: string, length = 255, options?: FieldOptions) =>
  field(name, 'textarea', { length, ...options });
export const richText = (name: string, length = 32768, options?: FieldOptions) =>
  field(name, 'textarea', { length, htmlFormatted: true, ...options });
export const picklist = (name: string, values: FieldOptions['values'], options?: FieldOptions) =>
  field(name, 'picklist', { values: values ?? [], ...options });
export const restrictedPicklist = (name: string, values: FieldOptions['values'], options?: FieldOptions) =>
  picklist(name, values, { restrictedPicklist: true, ...options });
export const multiPicklist = (name: string, values: FieldOptions['values'], options?: FieldOptions) =>
  field(name, 'multipicklist', { values: values ?? [], precision: 4, ...options });
/** Values for each value of the controlling field: `dependentPicklist('City__c', country, {Austria: ['Graz']})`. */
export function dependentPicklist(
  name: string,
  controller: FieldSchema,
  byControllingValue: Readonly<Record<string, readonly string[]>>,
  options?: FieldOptions,
): FieldSchema {
  const allowed = new Map(Object.entries(byControllingValue));
  const values = [...new Set([...allowed.values()].flat())].map((value) => ({
    value,
    validFor: validFor(
      controller.picklistValues.flatMap((entry, index) => (allowed.get(entry.value)?.includes(value) ? [index] : [])),
    ),
  }));
  return picklist(name, values, { dependentPicklist: true, controllerName: controller.name, ...options });
}
export const checkbox = of('boolean');
export const integer = of('int');
export const number = (name: string, precision: number, scale: number, options?: FieldOptions) =>
  field(name, 'double', { precision, scale, ...options });
export const currency = of('currency', { precision: 18, scale: 2 });
export const percent = of('percent', { precision: 5, scale: 2 });
export const date = of('date');
export const datetime = of('datetime');
export const time = of('time');
export const email = of('email');
export const phone = of('phone');
export const url = of('url');
export const base64 = of('base64');
export const encrypted = (name: string, length: number, options?: FieldOptions) =>
  field(name, 'encryptedstring', { length, mask: 'all', ...options });
/** Display format as in Setup, `INV-{00000}`: kept apart, by the object's definition. */
export const autoNumber = (name: string, options?: FieldOptions) =>
  field(name, 'string', { length: 30, autoNumber: true, nillable: false, defaultedOnCreate: true, ...options });
export const formula = (name: string, type: FieldType, options?: FieldOptions) =>
  field(name, type, { calculated: true, ...options });

/** `lookup('AccountId', 'Account')` is read through `Account`; several targets make it polymorphic. */
export function lookup(name: string, target: string | readonly string[], options?: FieldOptions): FieldSchema {
  const referenceTo = typeof target === 'string' ? [target] : [...target];
  const relationshipName = name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, '');
  return field(name, 'reference', {
    referenceTo,
    relationshipName,
    polymorphicForeignKey: referenceTo.length > 1,
    ...options,
  });
}

/** A child that is created with its master, shares its rights, and is deleted with it. */
export const masterDetail = (name: string, target: string, options?: FieldOptions) =>
  lookup(name, target, {
    required: true,
    updateable: false,
    cascadeDelete: true,
    writeRequiresMasterRead: false,
    ...options,
  });

/** `address('Billing')`: the parts, and the compound field that reads them together. */
export function address(prefix: string, options?: FieldOptions): FieldSchema[] {
  const compoundFieldName = `${prefix}Address`;
  const part = { compoundFieldName, ...options };
  return [
    textArea(`${prefix}Street`, 255, part),
    text(`${prefix}City`, 40, part),
    text(`${prefix}State`, 80, { ...part, label: labelOf(`${prefix}State/Province`) }),
    text(`${prefix}PostalCode`, 20, { ...part, label: labelOf(`${prefix}Zip/Postal Code`) }),
    text(`${prefix}Country`, 80, part),
    number(`${prefix}Latitude`, 18, 15, part),
    number(`${prefix}Longitude`, 18, 15, part),
    restrictedPicklist(`${prefix}GeocodeAccuracy`, geocodeAccuracies, { ...part, length: 40 }),
    field(compoundFieldName, 'address', options),
  ];
}

const geocodeAccuracies = [
  'Address',
  'NearAddress',
  'Block',
  'Street',
  'ExtendedZip',
  'Zip',
  'Neighborhood',
  'City',
  'County',
  'State',
  'Unknown',
];

/** `geolocation('Location__c')`: the compound, and its parts `Location__Latitude__s` and `Location__Longitude__s`. */
export function geolocation(name: string, scale = 6): FieldSchema[] {
  const stem = name.replace(/__c$/, '');
  const part = (side: string) =>
    number(`${stem}__${side}__s`, scale + 3, scale, {
      label: `${labelOf(name)} (${side})`,
      compoundFieldName: name,
    });
  return [part('Latitude'), part('Longitude'), field(name, 'location')];
}

/** First name, last name and the rest; `Name` is put together when the record is written. */
export function personName(options: { lastNameRequired: boolean }): FieldSchema[] {
  const part = { compoundFieldName: 'Name', extraTypeInfo: 'personname', permissionable: false };
  return [
    text('LastName', 80, { ...part, required: options.lastNameRequired }),
    text('FirstName', 40, part),
    picklist('Salutation', ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'], { ...part, length: 40 }),
    text('Name', 121, {
      label: 'Full Name',
      nameField: true,
      readOnly: true,
      nillable: false,
      extraTypeInfo: 'personname',
    }),
  ];
}
