import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../../../salesforce/errors';
import { failedLink, linkFiles, type FileLink, type Linking, type Sharing } from '../../../../salesforce/files/links';
import { documentsOf, linksOf } from '../../../../salesforce/files/published';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { readFileKind, readLibrary, readLinkTo } from '../../fields/file';
import { readPace } from '../../fields/sendAs';
import { readSharing } from '../../fields/sharing';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, RunningOutput, type Outcome } from '../../host/outcome';

/** Where a Salesforce File is published, and what it is linked to afterwards. */
interface Places extends Sharing {
  /** The library or record that it is uploaded to. */
  readonly location: string | undefined;
  readonly linkTo: readonly string[];
}

/**
 * What a file is uploaded to is refused with it if it is wrong; how it is shared can be told only of what is linked
 * afterwards.
 */
export function readPlaces(item: Item): Places {
  const library = readLibrary(item);
  const linkTo = readLinkTo(item);
  const sharing = readSharing(item, 'options');
  const isUsual = sharing.shareType === 'V' && sharing.visibility === undefined;
  const [first, ...others] = linkTo;
  if (library !== undefined || !isUsual) return { ...sharing, location: library, linkTo };
  return { ...sharing, location: first, linkTo: others };
}

/** A file that was uploaded, with its version’s ID. */
interface UploadedFile {
  readonly item: Item;
  readonly places: Places;
  readonly versionId: string;
}

/**
 * Finds the documents of the files that were uploaded and links them. What fails now is the item's error, which says
 * that its file is in Salesforce; with Retry On Fail, only this part is repeated.
 */
export async function linkUploads(
  org: NodeOrg,
  items: readonly Item[],
  uploaded: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const [first] = items;
  const files = items.flatMap((item, place) => {
    const versionId = uploadedVersion(uploaded[place]);
    const isFile = versionId !== undefined && item.shared(readFileKind) === 'file';
    return isFile ? [{ item, places: readPlaces(item), versionId }] : [];
  });
  if (first === undefined || files.length === 0) return uploaded;
  const outcomes = await outcomesOf(org, files, first.shared(readPace));
  return items.map(({ index }, place) => outcomes.get(index) ?? uploaded[place] ?? unknownOutcome(index));
}

function unknownOutcome(index: number): Outcome {
  return { error: new Error(`Item ${index} was not uploaded.`) };
}

function uploadedVersion(outcome: Outcome | undefined): string | undefined {
  const [output] = outcome !== undefined && 'json' in outcome ? outcome.json : [];
  if (output === undefined || output instanceof FileOutput || output instanceof RunningOutput) return undefined;
  return typeof output['id'] === 'string' ? output['id'] : undefined;
}

/** An uploaded file with its document. */
interface PublishedFile extends UploadedFile {
  readonly documentId: string;
}

async function outcomesOf(
  org: NodeOrg,
  files: readonly UploadedFile[],
  settings: RequestSettings,
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  try {
    const published = await publishedFiles(org, files, outcomes);
    const known = await linksOf(
      org,
      published.filter(({ places }) => places.location !== undefined).map(({ documentId }) => documentId),
    );
    const links = await linkFiles(org, published.map(linkingOf), settings);
    for (const [place, file] of published.entries()) {
      outcomes.set(file.item.index, outcomeOf(file, known.get(file.documentId), links[place] ?? []));
    }
  } catch (error) {
    for (const file of files) outcomes.set(file.item.index, { error: notFinished(file, undefined, asError(error)) });
  }
  return outcomes;
}

async function publishedFiles(
  org: NodeOrg,
  files: readonly UploadedFile[],
  outcomes: Map<number, Outcome>,
): Promise<PublishedFile[]> {
  const documents = await documentsOf(
    org,
    files.map(({ versionId }) => versionId),
  );
  return files.flatMap((file) => {
    const documentId = documents.get(file.versionId);
    if (typeof documentId === 'string') return [{ ...file, documentId }];
    outcomes.set(file.item.index, { error: notFinished(file, undefined, asError(documentId)) });
    return [];
  });
}

function linkingOf({ documentId, places: { linkTo, shareType, visibility } }: PublishedFile): Linking {
  return { documentId, linkTo, shareType, visibility };
}

function outcomeOf(
  file: PublishedFile,
  known: ReadonlyMap<string, string> | undefined,
  made: readonly FileLink[],
): Outcome {
  const { documentId, versionId, places } = file;
  const failed = failedLink(made);
  if (failed !== undefined) return { error: notFinished(file, failed.linkedTo, failed.error) };
  const { location } = places;
  const first = location === undefined ? [] : [{ linkedTo: location, id: known?.get(location) ?? null }];
  const links: IDataObject[] = [...first, ...made].map(({ linkedTo, id }) => ({ linkedTo, id }));
  return { json: [{ documentId, versionId, links }] };
}

/** The file is there: whoever reads this should not upload it again. */
function notFinished({ versionId }: UploadedFile, linkedTo: string | undefined, cause: Error): AdvisedError {
  const what = linkedTo === undefined ? 'its document could not be read' : `it could not be linked to ${linkedTo}`;
  return new AdvisedError(`The file was uploaded as version ${versionId}, but ${what}: ${cause.message}`, {
    errorCode: 'FILE_UPLOADED_NOT_LINKED',
    actions: [
      'Do not upload the file again: use the operation Share with the ID of this version.',
      'With Settings > Retry On Fail, only what is missing is repeated.',
    ],
  });
}
