import { createHash } from 'node:crypto';

import type { FieldSchema, ObjectSchema, Scalar } from '../types';

/** The ID of the schema that an event follows: another one when its fields are others. */
export const schemaIdOf = ({ name, fields }: ObjectSchema): string =>
  createHash('md5')
    .update(`${name}:${fields.map((field) => `${field.name} ${field.type}`).join()}`)
    .digest('base64url');

/** A value as events over CometD write it: times in ISO 8601. */
export const eventValue = (field: FieldSchema, value: Scalar): Scalar =>
  field.type === 'datetime' && typeof value === 'string' ? value.replace('+0000', 'Z') : value;
