import type { IDataObject } from 'n8n-workflow';

import { counted } from '../../../../salesforce/errors';
import { standardKeyPrefix } from '../../../../salesforce/describe';
import type { ChangedObject } from '../../../../salesforce/changes/range';
import { recordsPrefix } from '../../../../salesforce/query';
import type { NodeOrg } from '../../host/org';

/** Records that have changed, as they are returned. */
interface Changed {
  /** As Salesforce names the list. */
  readonly list: string;
  /** How many of them there are altogether. */
  readonly total: number;
  readonly records: readonly IDataObject[];
  readonly times: IDataObject;
}

/** What is described only where it has to be: of the objects that every org has, the IDs are known. */
export async function changedObject(org: NodeOrg, object: string): Promise<ChangedObject> {
  const described = standardKeyPrefix(object) === undefined ? await org.describe.object(object) : undefined;
  return { object, keyPrefix: recordsPrefix(object, described) };
}

/** One item with all of them, or an item for each with the time up to which nothing is missing. */
export function changedItems({ hints }: NodeOrg, isList: boolean, changed: Changed): IDataObject[] {
  const { list, total, records, times } = changed;
  if (isList) return [{ [list]: records, ...times }];
  if (records.length === total)
    return records.map((record) => ({ ...record, latestDateCovered: times['latestDateCovered'] }));
  // Whoever goes on from there would miss what was left out.
  hints.warn(
    `Limit leaves out ${counted(total - records.length, 'record')}, so latestDateCovered is not returned. To get all, turn on Return All.`,
  );
  return [...records];
}

/** As Salesforce takes it for the next Start. */
export function writtenTime(time: number): string {
  return new Date(time).toISOString();
}
