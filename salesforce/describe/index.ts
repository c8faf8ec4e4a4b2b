export { DescribeCache } from './cache';
export { Describe } from './describe';
export {
  fieldAtPath,
  fieldNamed,
  fieldOfObjectAtPath,
  findChildRelationship,
  findField,
  findRelationship,
  isCompound,
  namedRelationships,
} from './fields';
export type { FieldOfObject, NamedRelationship } from './fields';
export { checkRecordId, isCustomObject, keyPrefixOf, recordIdOf, standardKeyPrefix } from './keyPrefixes';
export { givenDescription, Metadata } from './metadata';
export { firstValues, isListed } from './picklistValues';
export { foundOn, RENEWED_EVERY, withCurrentFields } from './renewing';
export type {
  ChildRelationship,
  FieldDescribe,
  FieldType,
  ObjectDescribe,
  ObjectSummary,
  RecordTypeInfo,
} from './types';
