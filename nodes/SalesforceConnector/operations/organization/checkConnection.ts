import { connectionFacts } from '../../../../salesforce/organization/connection';
import type { OnceOperation } from '../define';
import { checkLines, PERMISSIONS } from './checkLines';

export const organizationCheckConnection: OnceOperation = {
  value: 'checkConnection',
  name: 'Check Connection',
  action: 'Check connection to organization',
  description:
    'Check who is signed in to which org, and what could stand in the way: one line each, with what to do about it',
  properties: [],
  once: async (org) => {
    const facts = await connectionFacts(
      org,
      PERMISSIONS.map(({ name }) => name),
    );
    return checkLines(facts, { ...org, scopes: await org.scopes() }).map((line) => ({ ...line }));
  },
};
