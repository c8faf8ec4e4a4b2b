import type { IDataObject } from 'n8n-workflow';

import { queryPages } from '../../../../salesforce/query';
import { readShape } from '../../fields/options';
import type { Org } from '../../host/org';
import type { Item } from '../define';

/** Every row of a query as the item's options want it: with deleted records or without, simplified or raw. */
export async function rowsOf(org: Org, item: Item, soql: string): Promise<IDataObject[]> {
  const rows: IDataObject[] = [];
  const shape = readShape(item);
  const options = { includeDeleted: item.param('options.includeDeleted', false) };
  for await (const page of queryPages(org.send, org.version, soql, options)) {
    for (const record of page.records) rows.push(shape(record));
  }
  return rows;
}
