import type { ReportResults } from '../../../../salesforce/analytics/results';
import { rowCounts } from '../../../../salesforce/analytics/rows';
import { counted, countText } from '../../../../salesforce/errors';
import type { NodeOrg } from '../../host/org';

/**
 * Says that rows of a report are missing, and how many where the report counts them: Salesforce gives the first 2,000.
 * @param limit how many are wanted
 */
export function hintOnRows({ hints }: Pick<NodeOrg, 'hints'>, results: ReportResults, limit = Infinity): void {
  const { came, counted: all } = rowCounts(results);
  if (came >= limit) return;
  const { name } = results.metadata;
  if (!results.isComplete) {
    const more = all !== undefined && all > came ? countText(all - came) : 'an unknown number';
    hints.warn(
      `“${name}” has more rows than Salesforce returned: ${more} of them are missing after the first ${countText(came)}.`,
    );
  } else if (all !== undefined && all !== came) {
    hints.warn(`Salesforce counts ${counted(all, 'row')} in “${name}”, and returned ${countText(came)}.`);
  }
}
