import { adviceFor, lookUp, type AdviceTable } from '../errors/advice';
import { SalesforceError } from '../errors';
import { mayPass } from './again';

/** By the code that Salesforce refuses a job with. */
const ADVICE: AdviceTable = new Map([
  [
    'EXCEEDEDQUOTA',
    [
      {
        means: 'The org has used up what it may load by Bulk in 24 hours.',
        actions: [
          'Load the rest tomorrow: Setup > System Overview and /limits (DailyBulkApiBatches) show what is left.',
        ],
      },
    ],
  ],
  [
    'FEATURENOTENABLED',
    [
      {
        when: /hard ?delete/i,
        actions: ['Give the user the permission Bulk API Hard Delete in a permission set, or use the action Delete.'],
      },
      { actions: ['The org or the user has no Bulk API: use the Record resource with Send As: Collections.'] },
    ],
  ],
  [
    'INVALIDENTITY',
    [
      {
        actions: [
          'Check the object’s API name, and that the user may do this with it (Object Permissions).',
          'Some objects are not for Bulk: use the Record resource with Send As: Collections.',
        ],
      },
    ],
  ],
]);

/** Salesforce did not take a job: nothing was loaded, and nothing will be. */
export class RefusedJobError extends SalesforceError {
  constructor({ status, errors }: SalesforceError) {
    super(status, errors, (entry, code) => lookUp(ADVICE, entry.errorCode, entry.message) ?? adviceFor(entry, code));
  }
}

/** Tells a refusal of the job from what may pass, and from the end of a session. */
export function asRefusal(error: unknown): unknown {
  const isRefusal = error instanceof SalesforceError && error.status < 500 && error.status !== 401 && !mayPass(error);
  return isRefusal ? new RefusedJobError(error) : error;
}
