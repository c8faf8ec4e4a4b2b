import { NotSentError } from '../errors';
import type { Org } from '../org';

/**
 * The reason to stop sending once this share of the org's API calls per 24 hours is used.
 * @param share 0 to 1; undefined for no limit
 * @param underWay requests without a response yet: they count as used too
 */
export function usageReached(
  { limits: { usage } }: Pick<Org, 'limits'>,
  share: number | undefined,
  underWay = 0,
): NotSentError | undefined {
  if (share === undefined || usage === undefined || usage.used + underWay < usage.max * share) return undefined;
  return new NotSentError(
    `${usage.used} of the org’s ${usage.max} API calls per 24 hours are used, which is the limit to stop at.`,
    'apiUsage',
  );
}
