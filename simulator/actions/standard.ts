import { badRequest } from '../rest/call';
import { parameter, textIn, type ActionDefinition, type Parameter } from './action';

const EMAIL_INPUTS: readonly Parameter[] = [
  parameter('emailAddresses', 'Email Addresses (comma-separated)', 'STRING', {
    description: 'Optional. The email recipients specified as a comma-separated list.',
  }),
  parameter('emailAddressesArray', 'Email Addresses (collection)', 'STRING', {
    description: 'Optional. The email recipients specified as a collection of Strings.',
    maxOccurs: 5,
  }),
  parameter('senderType', 'Sender Type', 'STRING'),
  parameter('senderAddress', 'Sender Address', 'STRING'),
  parameter('emailSubject', 'Subject', 'STRING', { required: true }),
  parameter('emailBody', 'Body', 'STRING', { required: true }),
];

/**
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_actions_invocable_standard.htm
 */
const emailSimple: ActionDefinition = {
  kind: 'standard',
  name: 'emailSimple',
  label: 'Send Email',
  description: 'Send an email where you specify the subject, body, and recipients.',
  type: 'EMAILSIMPLE',
  inputs: EMAIL_INPUTS,
  outputs: [],
  run: ({ org }, inputs) => {
    const list = (inputs['emailAddressesArray'] ?? []) as readonly string[];
    const to = [...textIn(inputs, 'emailAddresses').split(','), ...list].map((one) => one.trim()).filter(Boolean);
    if (to.length === 0 || to.some((address) => !address.includes('@')))
      throw badRequest('INVALID_EMAIL_ADDRESS', `Invalid email address: ${to.join(', ')}`);
    org.actions.emails.push({ to, subject: textIn(inputs, 'emailSubject'), body: textIn(inputs, 'emailBody') });
    return null;
  },
};

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_intro_invoking.htm */
const chatterPost: ActionDefinition = {
  kind: 'standard',
  name: 'chatterPost',
  label: 'Post to Chatter',
  description: 'Post to the feed for a record, user, or group.',
  type: 'CHATTERPOST',
  inputs: [
    parameter('text', 'Message', 'STRING', { required: true }),
    parameter('subjectNameOrId', 'Target Name or ID', 'STRING', { required: true }),
    parameter('type', 'Target Type', 'STRING'),
    parameter('visibility', 'Visibility', 'PICKLIST', {
      picklistValues: ['allUsers', 'internalUsers'].map((value) => ({
        active: true,
        defaultValue: false,
        label: value,
        validFor: null,
        value,
      })),
    }),
  ],
  outputs: [parameter('feedItemId', 'Feed Item ID', 'REFERENCE')],
  run: ({ org }, inputs) => {
    org.actions.posts.push({ to: textIn(inputs, 'subjectNameOrId'), text: textIn(inputs, 'text') });
    return { feedItemId: org.actions.feedItemId() };
  },
};

export const STANDARD: readonly ActionDefinition[] = [chatterPost, emailSimple];
