import {
  NodeConnectionTypes,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';

import { loaders } from './fields';
import { authenticationProperty } from './host/access';
import { eventProperties } from './triggers/stream/properties';
import { listenToEvents } from './triggers/stream/run';

export class SalesforceConnectorEventTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Salesforce Connector Event Trigger',
    name: 'salesforceConnectorEventTrigger',
    icon: { light: 'file:salesforceConnector.svg', dark: 'file:salesforceConnector.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ [].concat($rawParameter.channels, $rawParameter.moreChannels).filter((name) => /^[^=]/.test(name ?? "")).join(", ") }}',
    description: 'Starts the workflow when Salesforce publishes change events or platform events',
    eventTriggerDescription: 'when Salesforce publishes an event on one of the channels',
    activationMessage: 'The workflow now starts with each event that Salesforce publishes on the channels.',
    triggerPanel: {
      header: '',
      executionsHelp: {
        inactive:
          '<b>While you build the workflow</b>, click the button and change a record in Salesforce, or publish an event. The event appears here.<br /><br /><b>When you are done</b>, publish the workflow. It then starts with each event; see the executions list.',
        active:
          '<b>While you build the workflow</b>, click the button and change a record in Salesforce, or publish an event. The event appears here.<br /><br /><b>The published workflow</b> starts with each event, too; see the executions list.',
      },
      activationHint:
        'When you have built the workflow, publish it to start it with each event. It goes on where it was after n8n was down.',
    },
    defaults: { name: 'Salesforce Connector Event Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'salesforceConnectorOAuth2Api',
        required: true,
        displayOptions: { show: { authentication: ['oAuth2'] } },
      },
      { name: 'salesforceConnectorJwtApi', required: true, displayOptions: { show: { authentication: ['jwt'] } } },
    ],
    properties: [authenticationProperty, ...eventProperties],
  };

  methods = loaders;

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await listenToEvents(this);
  }
}
