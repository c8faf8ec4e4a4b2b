import type { IDataObject } from 'n8n-workflow';

import { counted, countText } from '../../../../salesforce/errors';
import { csvLines, jsonLines, queryPages, startingOver, type Page } from '../../../../salesforce/query';
import { readIncludeDeleted, readShape } from '../../fields/options';
import { readOutput, type OutputFile } from '../../fields/output';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';

/** All rows of a query as set for the item: as items or in a file, with or without deleted records. */
export async function queryOutput(org: NodeOrg, item: Item, soql: string): Promise<Output[]> {
  const file = readOutput(item);
  const options = { includeDeleted: readIncludeDeleted(org, item, soql), resume: true };
  return await startingOver(async (start) => {
    // Records that are missing again are most likely gone.
    const pages = queryPages(org, soql, start === 1 ? options : { ...options, missed: warnOfMissing(org) });
    return file === undefined ? await rowItems(item, pages) : await rowFile(org, item, file, { soql, pages });
  });
}

function warnOfMissing({ hints }: NodeOrg): (came: number, expected: number) => void {
  return (came, expected) => {
    hints.warn(
      `Salesforce counted ${counted(expected, 'record')}, and ${countText(came)} came. Records that were deleted while the ` +
        'query ran are left out. If none were, run it again.',
    );
  };
}

async function rowItems(item: Item, pages: AsyncIterable<Page>): Promise<IDataObject[]> {
  const shape = readShape(item);
  const rows: IDataObject[] = [];
  for await (const { records } of pages) for (const record of records) rows.push(shape(record));
  return rows;
}

async function rowFile(
  org: NodeOrg,
  item: Item,
  file: OutputFile,
  { soql, pages }: { readonly soql: string; readonly pages: AsyncIterable<Page> },
): Promise<Output[]> {
  const { format, name, property } = file;
  let rows = 0;
  async function* countedPages(): AsyncGenerator<Page> {
    for await (const page of pages) {
      rows += page.records.length;
      yield page;
    }
  }
  const lines = format === 'csv' ? csvLines(soql, countedPages(), org) : jsonLines(countedPages(), readShape(item));
  const binary = await item.writeFile(lines, name);
  return [new FileOutput({ fileName: name.fileName, rows }, { [property]: binary })];
}
