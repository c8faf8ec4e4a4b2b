import type { IDataObject } from 'n8n-workflow';

import type { WatchedRecords } from '../../../../salesforce/changes';
import { fieldAtPath, type FieldDescribe } from '../../../../salesforce/describe';
import type { NodeOrg } from '../../host/org';

const WHAT = 'Fields to Return';

/** A record as it might be, for when there is none to show; it says so itself. */
export async function sampleOf(org: NodeOrg, { object, fields }: WatchedRecords): Promise<IDataObject> {
  const sample: IDataObject = {
    sample: 'No record meets the conditions yet: these values are made up.',
  };
  for (const path of ['Id', ...fields]) {
    put(sample, path.split('.'), valueFor(await fieldAtPath(org.describe, object, path, WHAT)));
  }
  return sample;
}

function put(into: IDataObject, [name = '', ...rest]: readonly string[], value: IDataObject[string]): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const parent = (into[name] ?? {}) as IDataObject;
  into[name] = parent;
  put(parent, rest, value);
}

const VALUES: Readonly<Partial<Record<FieldDescribe['type'], IDataObject[string]>>> = {
  boolean: false,
  currency: 100,
  date: '2026-01-31',
  datetime: '2026-01-31T12:00:00.000+0000',
  double: 1.5,
  email: 'sample@example.com',
  int: 1,
  long: 1,
  percent: 50,
  phone: '+1 555 0100',
  time: '12:00:00.000Z',
  url: 'https://example.com',
};

function valueFor({ type, label, picklistValues }: FieldDescribe): IDataObject[string] {
  if (type === 'id' || type === 'reference') return '000000000000000AAA';
  return VALUES[type] ?? picklistValues.find(({ active }) => active)?.value ?? `Sample ${label}`;
}
