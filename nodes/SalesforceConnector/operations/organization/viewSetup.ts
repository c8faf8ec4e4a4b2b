import { SalesforceError } from '../../../../salesforce/errors';
import { AdvisedError } from '../../host/advice';

export const GRANT_VIEW_SETUP = 'Give the user the permission View Setup and Configuration in a permission set.';

const NOT_LET: ReadonlySet<string> = new Set(['HTTP_403', 'INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY']);

/**
 * Whether an error of limits or record counts is that the user lacks the permission for them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_record_count.htm
 */
export function lacksViewSetup(error: unknown): error is SalesforceError {
  if (!(error instanceof SalesforceError) || error.isForeign || error.status !== 403) return false;
  return error.kinds.every((kind) => NOT_LET.has(kind));
}

/** The error of what takes this permission, with what to do about it. */
export function throwForbidden(error: unknown): never {
  if (!lacksViewSetup(error)) throw error;
  const { message, errorCode } = error;
  throw new AdvisedError(message, { errorCode, actions: [GRANT_VIEW_SETUP] });
}
