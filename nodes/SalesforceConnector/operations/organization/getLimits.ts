import { getLimits } from '../../../../salesforce/organization/limits';
import type { OnceOperation } from '../define';
import { throwForbidden } from './viewSetup';

export const organizationGetLimits: OnceOperation = {
  value: 'getLimits',
  name: 'Get Limits',
  action: 'Get limits of organization',
  description: 'Get the limits of the org, such as API requests in 24 hours and storage, with what is left of each',
  properties: [],
  once: async (org) =>
    (await getLimits(org).catch(throwForbidden)).map(({ name, max, remaining }) => {
      const used = max - remaining;
      return { name, max, remaining, used, usedPercent: max === 0 ? null : Math.round((used / max) * 1_000) / 10 };
    }),
};
