import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import { isRecordId } from '../../../salesforce/ids';
import { outboundMessages } from '../../../salesforce/outboundMessages';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { fromList, locatorText, pageOf } from './locator';
import { readText } from './text';

const BY_NODE = { show: { endpoint: ['byNode'] } };

/** Who tells Salesforce where to send its messages. */
export const endpointProperties: readonly INodeProperties[] = [
  {
    displayName: 'Endpoint URL',
    name: 'endpoint',
    type: 'options',
    noDataExpression: true,
    default: 'byHand',
    description: 'Who enters the address of this trigger in Salesforce',
    options: [
      { name: 'Set by Me in Setup', value: 'byHand', description: 'You paste the address in Salesforce' },
      {
        name: 'Set by This Node',
        value: 'byNode',
        description:
          'The node sets it when the workflow is published, and puts the former one back when it is unpublished. The user needs the permission Customize Application.',
      },
    ],
  },
  {
    displayName:
      'Copy the Production URL from above. In Salesforce, open Setup, search for Outbound Messages, and enter it as the Endpoint URL of the outbound message. If you set a secret below, add it to the end of the URL: ?secret=…',
    name: 'endpointNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { endpoint: ['byHand'] } },
  },
  {
    displayName: 'Outbound Message',
    name: 'outboundMessage',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    description: 'The outbound message that starts the workflow. Its endpoint URL is changed.',
    displayOptions: BY_NODE,
    modes: [
      fromList('Select an outbound message…', 'searchOutboundMessages'),
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: 'e.g. 04k5g000000ABCdAAO',
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})\\s*$',
              errorMessage: 'An ID has 15 or 18 letters and digits',
            },
          },
        ],
      },
    ],
  },
  {
    displayName: 'Secret',
    name: 'secret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    placeholder: 'e.g. 40 random letters and digits',
    description:
      'Only requests with this secret at the end of the URL start the workflow (?secret=…). Salesforce can send nothing else that would prove who sends.',
  },
];

export const redirectWhileTesting: INodeProperties = {
  displayName: 'Redirect While Testing',
  name: 'redirectWhileTesting',
  type: 'boolean',
  default: false,
  description:
    'Whether to have Salesforce send to the test URL while the editor listens for a test event. Whoever receives the messages now gets none until then. Only if this node sets the endpoint URL.',
};

/** The definition's ID; undefined if the address is set by hand. */
export function readOutboundMessage(form: FormValues): string | undefined {
  const endpoint = form.param<string>('endpoint', 'byHand');
  if (endpoint === 'byHand') return undefined;
  if (endpoint !== 'byNode')
    throw new AdvisedError(`“${endpoint}” is not a valid Endpoint URL.`, { field: 'Endpoint URL' });
  return recordIdOf(
    'WorkflowOutboundMessage',
    locatorText(form.param('outboundMessage'), 'Outbound Message'),
    'Outbound Message',
  );
}

/** Empty if there is none. */
export function readSecret(form: FormValues): string {
  return readText(form, { name: 'secret', displayName: 'Secret' });
}

export function readRedirectWhileTesting(form: FormValues): boolean {
  return form.param('options.redirectWhileTesting', false);
}

export const searchOutboundMessages = loader(
  async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const choices = (await outboundMessages(org)).map(({ id, name, object }) => ({
      name: isRecordId(object) ? name : `${name} (${object})`,
      value: id,
    }));
    return pageOf(choices, filter, paginationToken);
  },
);
