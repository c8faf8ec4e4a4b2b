import type { OnceOperation } from '../define';

export const organizationGetApiVersions: OnceOperation = {
  value: 'getApiVersions',
  name: 'Get API Versions',
  action: 'Get API versions of organization',
  description: 'Get the API versions that the org supports, with the release that brought each, the newest first',
  properties: [],
  once: async (org) =>
    (await org.describe.versions()).toReversed().map(({ label, version }) => ({
      version,
      release: label,
      isUsed: version === org.version,
    })),
};
