import type { IDataObject } from 'n8n-workflow';

import type { WatchedRecords } from '../../../../salesforce/changes';
import { fieldAtPath, findRelationship, type FieldDescribe } from '../../../../salesforce/describe';
import { dataPath } from '../../../../salesforce/path';
import type { NodeOrg } from '../../host/org';

const WHAT = 'Returned Fields';
const SAMPLE_ID = '000000000000000AAA';

/** A record as it might be, in the form of those that a poll reads, for when there is none to show; it says so itself. */
export async function sampleOf(org: NodeOrg, { object, fields, timeField }: WatchedRecords): Promise<IDataObject> {
  const sample: IDataObject = {
    attributes: attributesOf(org, object),
    sample: 'No record meets the conditions yet: these values are made up.',
  };
  for (const path of ['Id', timeField, ...fields]) {
    const value = valueFor(await fieldAtPath(org.describe, object, path, WHAT));
    const [name = '', ...parents] = path.split('.').toReversed();
    const record = await sampleParent(org, { record: sample, object }, parents.toReversed());
    record[name] = value;
  }
  return sample;
}

function attributesOf({ version }: NodeOrg, object: string): IDataObject {
  return { type: object, url: dataPath(version, 'sobjects', object, SAMPLE_ID) };
}

interface Sample {
  readonly record: IDataObject;
  readonly object: string;
}

/** The parent at the end of the path, put there if it is missing. */
async function sampleParent(org: NodeOrg, { record, object }: Sample, path: readonly string[]): Promise<IDataObject> {
  const [name, ...rest] = path;
  if (name === undefined) return record;
  // Of several possible types, the last one: a user, where an owner can be a group too.
  const type = findRelationship(await org.describe.object(object), name)?.referenceTo.at(-1) ?? object;
  const parent = (record[name] ?? { attributes: attributesOf(org, type) }) as IDataObject;
  record[name] = parent;
  return await sampleParent(org, { record: parent, object: type }, rest);
}

const LOCATION = { latitude: 47.5, longitude: 8.5 };

const VALUES: Readonly<Partial<Record<FieldDescribe['type'], IDataObject[string]>>> = {
  address: {
    city: 'Sample City',
    country: 'Sample Country',
    geocodeAccuracy: null,
    ...LOCATION,
    postalCode: '0000',
    state: null,
    street: 'Sample Street 1',
  },
  boolean: false,
  currency: 100,
  date: '2026-01-31',
  datetime: '2026-01-31T12:00:00.000+0000',
  double: 1.5,
  email: 'sample@example.com',
  int: 1,
  location: LOCATION,
  long: 1,
  percent: 50,
  phone: '+1 555 0100',
  time: '12:00:00.000Z',
  url: 'https://example.com',
};

function valueFor({ type, label, picklistValues }: FieldDescribe): IDataObject[string] {
  if (type === 'id' || type === 'reference') return SAMPLE_ID;
  return VALUES[type] ?? picklistValues.find(({ active }) => active)?.value ?? `Sample ${label}`;
}
