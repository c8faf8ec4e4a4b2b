import type { IDataObject } from 'n8n-workflow';

import type { RowReason } from '../../../../salesforce/bulk/rowReasons';
import { counted, inOneLine, redact } from '../../../../salesforce/errors';
import { addPicklists } from '../../../../salesforce/write/picklists';
import { errorJson } from '../../host/nodeError';
import type { NodeOrg } from '../../host/org';

/** Reasons in an output item, and in a sentence. */
const MOST_IN_OUTPUT = 10;
const MOST_IN_WORDS = 3;
/** Characters of a message in a sentence. */
const LONGEST = 300;

/** Why rows failed, as the node tells it. */
interface ToldReasons {
  /** For an output item. */
  readonly errors: IDataObject[];
  /** A sentence; empty where nothing is known. */
  readonly why: string;
}

/** @param object that the rows are of, whose picklists tell which values they take */
export function tellReasons(org: NodeOrg, reasons: readonly RowReason[], object: string): ToldReasons {
  addPicklists(
    reasons.map(({ error }) => error),
    org.describe.known(object),
  );
  return { errors: reasonsJson(org, reasons), why: reasonsInWords(reasons) };
}

/** For whoever sends an alert: the most frequent reasons, each with its rows and what to do. */
function reasonsJson({ labels }: NodeOrg, reasons: readonly RowReason[]): IDataObject[] {
  return reasons.slice(0, MOST_IN_OUTPUT).map(({ error, rows }) => {
    const { message, errorCode, fields, actions } = errorJson(error, labels);
    return { rows, message, errorCode, fields, actions };
  });
}

function reasonsInWords(reasons: readonly RowReason[]): string {
  if (reasons.length === 0) return '';
  const told = reasons
    .slice(0, MOST_IN_WORDS)
    .map(({ error, rows }) => `${inOneLine(redact(error.message), LONGEST)}: ${counted(rows, 'row')}`);
  const rest = reasons.length - told.length;
  return `${[...told, ...(rest > 0 ? [`${counted(rest, 'other error')}`] : [])].join('; ')}.`;
}
