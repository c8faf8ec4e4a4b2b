import type { FileKind } from '../../../../salesforce/files/kinds';
import { filesOf, type ListedFile } from '../../../../salesforce/files/list';
import { readFileKind, readFileOwner } from '../../fields/file';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** Whose files are wanted. */
export interface WantedList {
  readonly kind: FileKind;
  readonly recordId: string;
}

export function readWantedList(item: Item): WantedList {
  const kind = item.shared(readFileKind);
  return { kind, recordId: readFileOwner(item, kind) };
}

type Lists = (wanted: WantedList) => Error | readonly ListedFile[];

/** Lists the files of records, with one query for those of each kind. */
export async function listFiles(org: NodeOrg, wanted: readonly WantedList[]): Promise<Lists> {
  const lists = new Map<FileKind, Awaited<ReturnType<typeof filesOf>>>();
  for (const kind of ['attachment', 'document', 'file'] as const) {
    const recordIds = wanted.filter((one) => one.kind === kind).map(({ recordId }) => recordId);
    if (recordIds.length > 0) lists.set(kind, await filesOf(org, kind, recordIds));
  }
  return ({ kind, recordId }) => lists.get(kind)?.get(recordId) ?? [];
}
