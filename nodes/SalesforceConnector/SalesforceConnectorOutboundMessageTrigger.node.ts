import {
  NodeConnectionTypes,
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';

import { loaders } from './fields';
import { authenticationProperty } from './host/access';
import { WEBHOOK_PATH } from './triggers/webhook/keptEndpoint';
import { isEndpointSet, putEndpointBack, takeEndpoint } from './triggers/webhook/endpoint';
import { outboundMessageProperties } from './triggers/webhook/properties';
import { receiveOutboundMessage } from './triggers/webhook/receive';

export class SalesforceConnectorOutboundMessageTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Salesforce Connector Outbound Message Trigger',
    name: 'salesforceConnectorOutboundMessageTrigger',
    icon: { light: 'file:salesforceConnector.svg', dark: 'file:salesforceConnector.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: 'Outbound message',
    description: 'Starts the workflow when Salesforce sends an outbound message',
    eventTriggerDescription: 'when Salesforce sends the outbound message to this trigger',
    activationMessage: 'The workflow now starts with each notification that Salesforce sends.',
    triggerPanel: {
      // Without one, n8n says that it pulls events in.
      header: 'Receive an outbound message from Salesforce',
      executionsHelp: {
        inactive:
          '<b>While you build the workflow</b>, click the button and let Salesforce send the outbound message. Its notification appears here. If you set the endpoint URL yourself in Setup, enter the Test URL there for that time.<br /><br /><b>When you are done</b>, publish the workflow. It then starts with each notification; see the executions list.',
        active:
          '<b>While you build the workflow</b>, click the button and let Salesforce send the outbound message. Its notification appears here. If you set the endpoint URL yourself in Setup, enter the Test URL there for that time.<br /><br /><b>The published workflow</b> starts with each notification, too; see the executions list.',
      },
      activationHint:
        'When you have built the workflow, publish it to start it with each notification. Salesforce sends again what n8n did not acknowledge, for up to 24 hours.',
    },
    defaults: { name: 'Salesforce Connector Outbound Message Trigger' },
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
    webhooks: [
      {
        name: 'default',
        httpMethod: 'POST',
        path: WEBHOOK_PATH,
        // n8n answers once it has stored the execution. Without data of its own, the answer is the node's.
        responseMode: 'onReceived',
        responseData: '',
      },
    ],
    properties: [authenticationProperty, ...outboundMessageProperties],
  };

  methods = loaders;

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await isEndpointSet(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await takeEndpoint(this);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await putEndpointBack(this);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveOutboundMessage(this);
  }
}
