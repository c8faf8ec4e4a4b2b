import { fieldNamed, type FieldDescribe, type ObjectDescribe } from '../describe';
import { asError, AnswerError, InputError, isCount, isText } from '../errors';
import type { Org } from '../org';
import { findRecords, type Found } from '../query/find';
import type { FoundFile } from './find';
import { fileNameOf } from '../fileName';

/** A field of an object that holds a file. */
export interface FileField {
  /** API names. */
  readonly object: string;
  readonly field: string;
}

/** How Salesforce calls the field that has the number of bytes. */
const SIZE_FIELDS: readonly ((field: string) => string)[] = [(field) => `${field}Length`, () => 'ContentSize'];

/**
 * Finds what a field of records holds, with one query for up to 2,000 of them.
 * @param ids in their 18-character form
 * @returns the file or why it was not found, by the record's ID
 * @throws InputError when the object has no such field, or it holds no file
 */
export async function findFieldFiles(
  org: Org,
  { object, field }: FileField,
  ids: readonly string[],
): Promise<Map<string, Error | FoundFile>> {
  const described = await org.describe.object(object);
  const body = fileFieldOf(described, field);
  const by = fieldNamed([described], 'Id', 'Field');
  const size = described.fields.find(({ name }) => SIZE_FIELDS.some((nameOf) => nameOf(body.name) === name));
  const title = described.fields.find(({ nameField }) => nameField);
  const fields = [size, title].flatMap((one) => (one === undefined ? [] : [one.name]));
  const found = await findRecords(org, { object: described.name, by, fields }, ids).catch(
    (error: unknown) => new Map(ids.map((id): [string, Found] => [id, { error: asError(error) }])),
  );
  return new Map(ids.map((id) => [id, fileInField(found.get(id), { id, object: described.name, body, size, title })]));
}

function fileFieldOf(described: ObjectDescribe, name: string): FieldDescribe {
  const field = fieldNamed([described], name, 'Field');
  if (field.type === 'base64') return field;
  const fit = described.fields.filter(({ type }) => type === 'base64').map((one) => one.name);
  const others =
    fit.length === 0 ? `${described.name} has none that does` : `those of ${described.name} are ${fit.join(', ')}`;
  throw new InputError(`Field: “${field.name}” holds no file: ${others}.`, { reason: 'notAFileField' }, 'Field');
}

interface FieldPlaces {
  readonly id: string;
  readonly object: string;
  readonly body: FieldDescribe;
  readonly size: FieldDescribe | undefined;
  readonly title: FieldDescribe | undefined;
}

function fileInField(found: Found | undefined, { id, object, body, size, title }: FieldPlaces): Error | FoundFile {
  if (found !== undefined && 'error' in found) return found.error;
  const record = found?.records[0];
  if (record === undefined) return new AnswerError(200, `the record ${id} is not in it`);
  const bytes = size === undefined ? undefined : record[size.name];
  const name = title === undefined ? undefined : record[title.name];
  const text = isText(name) ? name : body.name;
  return {
    object,
    field: body.name,
    id,
    size: isCount(bytes) ? bytes : undefined,
    title: text,
    fileName: fileNameOf(text, ''),
    mimeType: undefined,
    documentId: undefined,
  };
}
