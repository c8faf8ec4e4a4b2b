import type { ObjectDefinition } from '../schema';
import { restrictedPicklist, text } from '../schema/fields';

const fixed = { createable: false, updateable: false, deletable: false, undeletable: false, layoutable: false };

const named = [
  text('DeveloperName', 80, { nameField: true }),
  restrictedPicklist('Language', ['en_US']),
  text('MasterLabel', 80),
  text('NamespacePrefix', 15),
];

/** https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-platformeventchannel.html */
export const platformEventChannel: ObjectDefinition = {
  name: 'PlatformEventChannel',
  keyPrefix: '0YL',
  owner: 'none',
  viewed: false,
  fields: [...named, restrictedPicklist('ChannelType', ['data', 'event'])],
  flags: fixed,
};

/** https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-platformeventchannelmember.html */
export const platformEventChannelMember: ObjectDefinition = {
  name: 'PlatformEventChannelMember',
  keyPrefix: '0v8',
  owner: 'none',
  viewed: false,
  fields: [...named, text('EventChannel', 255), text('SelectedEntity', 255)],
  flags: fixed,
};
