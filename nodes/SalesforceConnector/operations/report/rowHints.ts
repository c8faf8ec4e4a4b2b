import { counted as countedText, countText } from '../../../../salesforce/errors';
import type { NodeOrg } from '../../host/org';

/** What was read of a report's rows. */
interface RowsRead {
  readonly name: string;
  readonly came: number;
  /** How many Salesforce counts, where the report counts them. */
  readonly counted: number | undefined;
  /** Whether Salesforce says that these are all. */
  readonly isComplete: boolean;
  /** How many are wanted. */
  readonly limit: number;
}

const WHAT_TO_DO =
  'Add filters, or show a column in the report by which the node can read it in slices, such as the record ID.';

/** Says that rows of a report are missing, and how many where the report counts them. */
export function hintOnRows(
  { hints }: Pick<NodeOrg, 'hints'>,
  { name, came, counted, isComplete, limit }: RowsRead,
): void {
  if (came >= limit) return;
  if (counted !== undefined && counted !== came) {
    const all = countedText(counted, 'row');
    hints.warn(
      `Salesforce counts ${all} in “${name}”, and ${countText(came)} came.${counted > came ? ` ${WHAT_TO_DO}` : ''}`,
    );
  } else if (!isComplete) {
    hints.warn(`“${name}” has more rows than the ${countText(came)} that came. ${WHAT_TO_DO}`);
  }
}
