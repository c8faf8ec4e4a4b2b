import { SalesforceError } from '../errors';
import type { Org } from '../org';
import type { RequestSettings } from '../write/byRequests';
import type { WriteJob, WriteOutcome } from '../write/rows';
import { writeRows } from '../write/writeRows';

/** Who may do what with a file by a link. */
export interface Sharing {
  /** Viewer, collaborator, or what the record allows. */
  readonly shareType: 'C' | 'I' | 'V';
  readonly visibility: 'AllUsers' | 'InternalUsers' | 'SharedUsers' | undefined;
}

/** A file, and the records, users, groups and libraries that it is to be linked to. */
export interface Linking extends Sharing {
  readonly documentId: string;
  readonly linkTo: readonly string[];
}

/** What became of one link. */
export interface FileLink {
  readonly linkedTo: string;
  /** Null if the link was there before. */
  readonly id: string | null;
  readonly error?: Error;
}

const LINK_JOB: WriteJob = {
  operation: 'create',
  object: 'ContentDocumentLink',
  keyPrefix: '06A',
  isKeyUnique: true,
  headers: {},
  allOrNone: false,
};

/**
 * Links files, 200 links a request; those of one file together.
 * @returns the links of each file, in order
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function linkFiles(
  org: Org,
  linkings: readonly Linking[],
  settings: RequestSettings,
): Promise<FileLink[][]> {
  const rows = linkings.flatMap(({ documentId, linkTo, shareType, visibility }, place) =>
    linkTo.map((linkedTo) => ({ place, linkedTo, documentId, shareType, visibility })),
  );
  const outcomes = await writeRows(
    org,
    {
      job: LINK_JOB,
      sendAs: 'automatic',
      bulkFrom: Infinity,
      rows: rows.map(({ documentId, linkedTo, shareType, visibility }, index) => ({
        index,
        parent: documentId,
        values: {
          ContentDocumentId: documentId,
          LinkedEntityId: linkedTo,
          ShareType: shareType,
          ...(visibility === undefined ? {} : { Visibility: visibility }),
        },
      })),
    },
    settings,
  );
  const links: FileLink[][] = linkings.map(() => []);
  for (const [index, { place, linkedTo }] of rows.entries()) {
    links[place]?.push(linkOf(linkedTo, outcomes.get(index)));
  }
  return links;
}

function linkOf(linkedTo: string, outcome: WriteOutcome | undefined): FileLink {
  if (outcome === undefined) return { linkedTo, id: null, error: new Error('No result for this link.') };
  if ('saved' in outcome) return { linkedTo, id: outcome.saved.id };
  return isLinkedAlready(outcome.error) ? { linkedTo, id: null } : { linkedTo, id: null, error: outcome.error };
}

/** The first link that was not made. */
export function failedLink(links: readonly FileLink[]): (FileLink & { readonly error: Error }) | undefined {
  return links.find((link): link is FileLink & { readonly error: Error } => link.error !== undefined);
}

/** A file is linked to something once. */
function isLinkedAlready(error: Error): boolean {
  return error instanceof SalesforceError && !error.isForeign && error.errorCode === 'DUPLICATE_VALUE';
}
