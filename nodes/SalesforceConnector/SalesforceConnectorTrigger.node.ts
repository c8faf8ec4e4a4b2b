import {
  NodeConnectionTypes,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IPollFunctions,
} from 'n8n-workflow';

import { loaders } from './fields';
import { authenticationProperty } from './host/access';
import { pollProperties, triggerSubtitle } from './triggers/poll/properties';
import { pollForChanges } from './triggers/poll/run';

export class SalesforceConnectorTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Salesforce Connector Trigger',
    name: 'salesforceConnectorTrigger',
    icon: { light: 'file:salesforceConnector.svg', dark: 'file:salesforceConnector.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: triggerSubtitle,
    // n8n says this of the node and this trigger together, which it lists as one.
    description:
      'Starts the workflow when records of any Salesforce object change; its actions read, write and query them',
    defaults: { name: 'Salesforce Connector Trigger' },
    polling: true,
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
    properties: [authenticationProperty, ...pollProperties],
  };

  methods = loaders;

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return await pollForChanges(this);
  }
}
