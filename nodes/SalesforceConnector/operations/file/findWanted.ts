import { asError } from '../../../../salesforce/errors';
import { findFieldFiles, type FileField } from '../../../../salesforce/files/field';
import { findFiles, type FoundFile } from '../../../../salesforce/files/find';
import { readOutputField } from '../../fields/binaryField';
import { readDownloadFrom, readFileField } from '../../fields/downloadFrom';
import { readFileId } from '../../fields/file';
import { readObject } from '../../fields/object';
import { readRecordId } from '../../fields/recordId';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { listFiles, readWantedList, type WantedList } from './listFiles';

/** What an item wants: one file, the files of a record, or a field of one. */
type Wish =
  | (FileField & { readonly from: 'field'; readonly id: string })
  | (WantedList & { readonly from: 'record' })
  | { readonly from: 'file'; readonly id: string };

/** A wish, and the data field that gets the file. */
export type WantedDownload = Wish & { readonly property: string };

export function readWanted(item: Item): WantedDownload {
  const property = readOutputField(item);
  switch (item.shared(readDownloadFrom)) {
    case 'field':
      return { from: 'field', property, object: readObject(item), field: readFileField(item), id: readRecordId(item) };
    case 'record':
      return { from: 'record', property, ...readWantedList(item) };
    case 'file':
      return { from: 'file', property, id: readFileId(item) };
  }
}

type FilesOf = (wanted: WantedDownload) => Error | readonly FoundFile[];

/** Finds the files that items want, with as few queries as there can be. */
export async function findWanted(org: NodeOrg, wanted: readonly WantedDownload[]): Promise<FilesOf> {
  const byId = await findFiles(
    org,
    wanted.flatMap((one) => (one.from === 'file' ? [one.id] : [])),
  );
  const ofRecord = await listFiles(
    org,
    wanted.flatMap((one) => (one.from === 'record' ? [one] : [])),
  );
  const inField = await findInFields(
    org,
    wanted.flatMap((one) => (one.from === 'field' ? [one] : [])),
  );
  return (one) => {
    if (one.from === 'record') {
      const files = ofRecord(one);
      return files instanceof Error ? files : wholeList(files.map(({ file }) => file));
    }
    const file = one.from === 'file' ? byId.get(one.id) : inField(one);
    if (file === undefined) return new Error(`File ${one.id} was not found.`);
    return file instanceof Error ? file : [file];
  };
}

/** A record's files are all downloaded, or it says which one cannot be. */
function wholeList(files: readonly (Error | FoundFile)[]): Error | readonly FoundFile[] {
  return (
    files.find((file) => file instanceof Error) ?? files.filter((file): file is FoundFile => !(file instanceof Error))
  );
}

type WantedField = FileField & { readonly id: string };

/** One query for each field. */
async function findInFields(
  org: NodeOrg,
  wanted: readonly WantedField[],
): Promise<(one: WantedField) => Error | FoundFile | undefined> {
  const nameOf = ({ object, field }: FileField): string => `${object}.${field}`.toLowerCase();
  const found = new Map<string, Error | ReadonlyMap<string, Error | FoundFile>>();
  for (const one of wanted) {
    const name = nameOf(one);
    if (found.has(name)) continue;
    const ids = wanted.filter((other) => nameOf(other) === name).map(({ id }) => id);
    found.set(name, await findFieldFiles(org, one, ids).catch((error: unknown) => asError(error)));
  }
  return (one) => {
    const files = found.get(nameOf(one));
    return files instanceof Error ? files : files?.get(one.id);
  };
}
