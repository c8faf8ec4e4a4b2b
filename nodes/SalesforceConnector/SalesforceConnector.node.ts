import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { loaders } from './fields';
import { authenticationProperty } from './host/access';
import { propertiesOf, subtitleOf } from './operations/menus';
import { run } from './operations/run';
import { RESOURCES } from './operations';

export class SalesforceConnector implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Salesforce Connector',
    name: 'salesforceConnector',
    icon: { light: 'file:salesforceConnector.svg', dark: 'file:salesforceConnector.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: subtitleOf(RESOURCES),
    description: 'Read, write and query records of any Salesforce object',
    defaults: { name: 'Salesforce Connector' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [
      {
        name: 'salesforceConnectorOAuth2Api',
        required: true,
        displayOptions: { show: { authentication: ['oAuth2'] } },
      },
      { name: 'salesforceConnectorJwtApi', required: true, displayOptions: { show: { authentication: ['jwt'] } } },
    ],
    properties: [authenticationProperty, ...propertiesOf(RESOURCES)],
  };

  methods = loaders;

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await run(this)];
  }
}
