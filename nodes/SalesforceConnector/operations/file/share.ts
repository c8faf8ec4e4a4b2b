import { asError, ConnectorError } from '../../../../salesforce/errors';
import { DOCUMENT_PREFIX, FILE_OBJECTS } from '../../../../salesforce/files/kinds';
import { failedLink, linkFiles, type FileLink, type Sharing } from '../../../../salesforce/files/links';
import { documentsOf } from '../../../../salesforce/files/published';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { salesforceFileProperty, linkToProperty, readFileId, readNeededLinkTo } from '../../fields/file';
import { parallelRequests, stopAtApiUsage } from '../../fields/sendAs';
import { readSharing, shareType, visibility } from '../../fields/sharing';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';

/** An item's file, and whom and what it is to be linked to. */
interface ShareRow extends Sharing {
  readonly index: number;
  readonly fileId: string;
  readonly linkTo: readonly string[];
}

export const fileShare: BatchOperation = {
  value: 'share',
  name: 'Share',
  action: 'Share file',
  description: 'Link a Salesforce File to records, users, groups and libraries',
  properties: [salesforceFileProperty, linkToProperty(true), shareType],
  options: [parallelRequests, stopAtApiUsage, visibility],
  saves: true,
  batch: writeInGroups<RequestSettings, ShareRow, SharedFile>({
    objectOf: () => undefined,
    read: (_, item) => atPace(item, () => readShareRow(item)),
    write: (org, settings, rows) => share(org, rows, settings),
    toJson: ({ documentId, links }) => ({ documentId, links: links.map(toldLink) }),
  }),
};

/** A file with its links. */
interface SharedFile {
  readonly documentId: string;
  readonly links: readonly FileLink[];
}

type ShareOutcome = { readonly error: Error } | { readonly saved: SharedFile };

function readShareRow(item: Item): ShareRow {
  const fileId = readFileId(item);
  if (![DOCUMENT_PREFIX, FILE_OBJECTS.file.keyPrefix].includes(fileId.slice(0, 3))) {
    throw new AdvisedError(`File: “${fileId}” is an attachment or a document: only a Salesforce File can be shared.`, {
      field: 'File',
      actions: ['Upload it as a Salesforce File, or share the record that it belongs to.'],
    });
  }
  return { index: item.index, fileId, linkTo: readNeededLinkTo(item), ...readSharing(item, '') };
}

function toldLink({ linkedTo, id }: FileLink): { linkedTo: string; id: string | null; alreadyShared: boolean } {
  return { linkedTo, id, alreadyShared: id === null };
}

async function share(
  org: NodeOrg,
  rows: readonly ShareRow[],
  settings: RequestSettings,
): Promise<Map<number, ShareOutcome>> {
  const outcomes = new Map<number, ShareOutcome>();
  const documents = await documentsOf(
    org,
    rows.map(({ fileId }) => fileId),
  );
  const known = rows.flatMap((row) => {
    const documentId = documents.get(row.fileId);
    if (typeof documentId === 'string') return [{ ...row, documentId }];
    outcomes.set(row.index, { error: asError(documentId) });
    return [];
  });
  const made = await linkFiles(org, known, settings);
  for (const [place, { index, documentId }] of known.entries()) {
    const links = made[place] ?? [];
    if (links.some(isOldLink)) org.hints.warn(SHARED_ALREADY);
    const error = sharingError(links);
    outcomes.set(index, error === undefined ? { saved: { documentId, links } } : { error });
  }
  return outcomes;
}

const SHARED_ALREADY =
  'Some files were already shared with a record, user, group or library (“alreadyShared” in the output): their share type and visibility stay as they were.';

function isOldLink({ id, error }: FileLink): boolean {
  return id === null && error === undefined;
}

/** The reason alone where there is one link; where there are several, also which one it is. */
function sharingError(links: readonly FileLink[]): Error | undefined {
  const failed = failedLink(links);
  if (failed === undefined || links.length === 1) return failed?.error;
  const { linkedTo, error } = failed;
  return new AdvisedError(`The file could not be shared with ${linkedTo}: ${error.message}`, {
    field: 'Link To',
    errorCode: error instanceof ConnectorError ? error.errorCode : 'FILE_NOT_SHARED',
    actions: ['Correct this ID and run the item again: what is shared already stays as it is.'],
  });
}
