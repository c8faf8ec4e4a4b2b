import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import type { LeadConversion } from '../../../salesforce/soap/convertLead';
import { convertedStatuses } from '../../../salesforce/soap/leadStatuses';
import { escapedXml } from '../../../salesforce/xml';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';
import { loader, type ListForm } from './listLoader';
import { choice, fromList, locatorText, optionalText, pageOf } from './locator';
import { recordChoices } from './recordChoices';
import { recordList, recordLocator } from './recordId';
import { parallelRequests, stopAtApiUsage } from './sendAs';
import { readText } from './text';

const RECORD_LISTS = {
  Account: 'searchLeadAccounts',
  Contact: 'searchLeadContacts',
  Lead: 'searchLeads',
  Opportunity: 'searchLeadOpportunities',
} as const;

/** A locator of an object’s records. */
function locatorOf(
  object: keyof typeof RECORD_LISTS,
  exampleId: string,
  shown: Pick<INodeProperties, 'description' | 'name'>,
) {
  const one = object.toLowerCase();
  return recordLocator({
    displayName: object,
    searchListMethod: RECORD_LISTS[object],
    placeholders: [
      /^[aeiou]/.test(one) ? `Select an ${one}…` : `Select a ${one}…`,
      `e.g. ${exampleId}`,
      `e.g. https://acme.lightning.force.com/lightning/r/${object}/${exampleId}/view`,
    ],
    ...shown,
  });
}

/** The lead that an item converts. */
export const leadProperty: INodeProperties = {
  ...locatorOf('Lead', '00Q5g00000ABCdeEAH', { name: 'leadId', description: 'The lead to convert' }),
  required: true,
};

const convertedStatus: INodeProperties = {
  displayName: 'Converted Status',
  name: 'convertedStatus',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The status that the lead has afterwards; one that the org counts as converted',
  modes: [
    fromList('Select a status…', 'searchConvertedStatuses'),
    { displayName: 'By API Name', name: 'name', type: 'string', placeholder: 'e.g. Closed - Converted' },
  ],
};

const NEW_OR_EXISTING = (what: string) => [
  {
    name: 'Existing',
    value: 'existing',
    description: `Add the lead’s data to an existing ${what}: only its empty fields are filled`,
  },
  {
    name: 'New',
    value: 'new',
    description: `Create ${what === 'account' ? 'an account of the lead’s company' : 'a contact of the lead’s person'}`,
  },
];

const convertAccount: INodeProperties = {
  displayName: 'Convert to Account',
  name: 'convertAccount',
  type: 'options',
  default: 'new',
  description: 'The account that the lead becomes part of',
  options: NEW_OR_EXISTING('account'),
};

const accountId: INodeProperties = {
  ...locatorOf('Account', '0015g00000ABCdeAAH', { name: 'accountId', description: 'The existing account' }),
  required: true,
  displayOptions: { show: { convertAccount: ['existing'] } },
};

const convertContact: INodeProperties = {
  displayName: 'Convert to Contact',
  name: 'convertContact',
  type: 'options',
  default: 'new',
  description: 'The contact that the lead becomes; an existing one needs its existing account',
  options: NEW_OR_EXISTING('contact'),
};

const contactId: INodeProperties = {
  ...locatorOf('Contact', '0035g00000ABCdeAAH', {
    name: 'contactId',
    description: 'The existing contact of that account',
  }),
  required: true,
  displayOptions: { show: { convertContact: ['existing'] } },
};

const convertOpportunity: INodeProperties = {
  displayName: 'Convert to Opportunity',
  name: 'convertOpportunity',
  type: 'options',
  default: 'new',
  description: 'The opportunity that comes of the lead',
  options: [
    { name: 'Existing', value: 'existing', description: 'Add the lead to an existing opportunity of the account' },
    { name: 'New', value: 'new', description: 'Create an opportunity' },
    { name: 'None', value: 'none', description: 'Convert without an opportunity' },
  ],
};

const opportunityName: INodeProperties = {
  displayName: 'Opportunity Name',
  name: 'opportunityName',
  type: 'string',
  default: '',
  placeholder: 'e.g. Acme - 200 seats',
  description: 'Name of the new opportunity. Leave empty to use the lead’s company.',
  displayOptions: { show: { convertOpportunity: ['new'] } },
};

const opportunityId: INodeProperties = {
  ...locatorOf('Opportunity', '0065g00000ABCdeAAH', { name: 'opportunityId', description: 'The existing opportunity' }),
  required: true,
  displayOptions: { show: { convertOpportunity: ['existing'] } },
};

/** What becomes of a lead. */
export const leadConversionProperties: readonly INodeProperties[] = [
  leadProperty,
  convertedStatus,
  convertAccount,
  accountId,
  convertContact,
  contactId,
  convertOpportunity,
  opportunityName,
  opportunityId,
];

const conversionOwner: INodeProperties = recordLocator({
  displayName: 'Owner',
  name: 'conversionOwner',
  description: 'The user who owns what is created. Needed for a lead of a queue; otherwise the lead’s owner.',
  searchListMethod: 'searchUsers',
  placeholders: ['Select a user…', 'e.g. 0055g00000ABCdeAAH', 'e.g. https://acme.my.salesforce.com/0055g00000ABCde'],
});

const overwriteLeadSource: INodeProperties = {
  displayName: 'Overwrite Lead Source',
  name: 'overwriteLeadSource',
  type: 'boolean',
  default: false,
  description: 'Whether to give the existing contact the lead’s source in place of its own',
};

const sendNotificationEmail: INodeProperties = {
  displayName: 'Send Notification',
  name: 'sendNotificationEmail',
  type: 'boolean',
  default: false,
  description: 'Whether to have Salesforce email the owner about the conversion',
};

const bypassAccountDedupeCheck: INodeProperties = {
  displayName: 'Skip Duplicate Check of Account',
  name: 'bypassAccountDedupeCheck',
  type: 'boolean',
  default: false,
  description: 'Whether to create the account without looking for duplicates of it',
};

const bypassContactDedupeCheck: INodeProperties = {
  displayName: 'Skip Duplicate Check of Contact',
  name: 'bypassContactDedupeCheck',
  type: 'boolean',
  default: false,
  description: 'Whether to create the contact without looking for duplicates of it',
};

export const LEAD_CONVERSION_OPTIONS: readonly INodeProperties[] = [
  bypassAccountDedupeCheck,
  bypassContactDedupeCheck,
  conversionOwner,
  overwriteLeadSource,
  parallelRequests,
  sendNotificationEmail,
  stopAtApiUsage,
];

/** What an item asks to become of its lead. */
export function readLeadConversion(form: FormValues): Omit<LeadConversion, 'index'> {
  const account = readExisting(form, convertAccount, { ...accountId, object: 'Account' });
  const contact = readExisting(form, convertContact, { ...contactId, object: 'Contact' });
  if (contact !== undefined && account === undefined) {
    throw new AdvisedError('An existing contact needs its existing account.', {
      field: convertAccount.displayName,
      actions: ['Set Convert to Account to Existing and choose the account of the contact.'],
    });
  }
  const owner = optionalText(form.param<unknown>('options.conversionOwner', ''), conversionOwner.displayName);
  return {
    leadId: readIdOf(form, { ...leadProperty, object: 'Lead' }),
    convertedStatus: inXml(locatorText(form.param('convertedStatus'), convertedStatus.displayName), convertedStatus),
    ...(account === undefined ? {} : { accountId: account }),
    ...(contact === undefined ? {} : { contactId: contact }),
    opportunity: readOpportunity(form),
    ...(owner === undefined ? {} : { ownerId: recordIdOf('User', owner, conversionOwner.displayName) }),
    overwriteLeadSource: readFlag(form, overwriteLeadSource, 'options'),
    sendNotificationEmail: readFlag(form, sendNotificationEmail, 'options'),
    bypassAccountDedupeCheck: readFlag(form, bypassAccountDedupeCheck, 'options'),
    bypassContactDedupeCheck: readFlag(form, bypassContactDedupeCheck, 'options'),
  };
}

/** A text of which each character can go into a SOAP message. */
function inXml(text: string, { displayName }: INodeProperties): string {
  escapedXml(text, displayName);
  return text;
}

function readOpportunity(form: FormValues): LeadConversion['opportunity'] {
  const chosen = readOption<'existing' | 'new' | 'none'>(form, convertOpportunity);
  if (chosen === 'none') return 'none';
  if (chosen === 'new') return { name: inXml(readText(form, opportunityName), opportunityName) };
  return { id: readIdOf(form, { ...opportunityId, object: 'Opportunity' }) };
}

/** A locator, and the object that its records are of. */
interface LocatorOfObject extends Pick<INodeProperties, 'displayName' | 'name'> {
  readonly object: string;
}

function readExisting(form: FormValues, choose: INodeProperties, locator: LocatorOfObject): string | undefined {
  return readOption(form, choose) === 'existing' ? readIdOf(form, locator) : undefined;
}

function readIdOf(form: FormValues, { name, displayName, object }: LocatorOfObject): string {
  return recordIdOf(object, locatorText(form.param(name), displayName), displayName);
}

export const searchLeads = loader(
  async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
    await recordChoices(org, {
      object: await org.describe.object('Lead'),
      filter,
      paginationToken,
      beside: 'Company',
      only: { IsConverted: false },
    }),
);
export const searchLeadAccounts = recordList(({ org }) => org.describe.object('Account'));
export const searchLeadContacts = recordList(({ org }) => org.describe.object('Contact'));
export const searchLeadOpportunities = recordList(({ org }) => org.describe.object('Opportunity'));

/** The statuses that mean converted, of which the org has a few. */
export const searchConvertedStatuses = loader(
  async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
    pageOf((await convertedStatuses(org)).map(choice), filter, paginationToken),
);
