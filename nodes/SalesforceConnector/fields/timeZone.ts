import type { ValueOptions } from '../../../salesforce/values/record';
import type { NodeOrg } from '../host/org';

/** The workflow's time zone for the values of records, and a hint at days that it moves. */
export function inTimeZone({ timeZone, hints }: NodeOrg): ValueOptions {
  return {
    timeZone,
    movedDay: (field, meant, sent) =>
      hints.inform(
        `A date at midnight in UTC is the day before in the workflow’s time zone (${timeZone}), and that day was sent. If the day itself was meant, give its first ten characters alone, or a Luxon date. Fields:`,
        `${field} (${meant} given, ${sent} sent)`,
      ),
  };
}
