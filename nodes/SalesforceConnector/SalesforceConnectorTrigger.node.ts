import {
  NodeConnectionTypes,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IPollFunctions,
} from 'n8n-workflow';

import { loaders } from './fields';
import { conditionsProperties } from './fields/conditions';
import { fieldsToReturnProperties } from './fields/fieldsToReturn';
import { moreObjectsProperty } from './fields/moreObjects';
import { chooseObjectNotice } from './fields/notices';
import { objectProperty } from './fields/object';
import { onlyWhenFieldsChangeProperty } from './fields/onlyWhenFieldsChange';
import { optionsProperty, simplifyOutput } from './fields/options';
import { followTransactions, ignoreChangesBy, longestTransaction, repeatAfterRestart } from './fields/polling';
import { soqlConditionsProperty } from './fields/soqlConditions';
import { triggerOnProperties } from './fields/triggerOn';
import { authenticationProperty } from './host/access';
import { pollForChanges } from './triggers/poll/run';

export class SalesforceConnectorTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Salesforce Connector Trigger',
    name: 'salesforceConnectorTrigger',
    icon: { light: 'file:salesforceConnector.svg', dark: 'file:salesforceConnector.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["triggerOn"] + ": " + $parameter["object"]["value"] + ($parameter["moreObjects"]["object"] ? ", …" : "") }}',
    description: 'Starts the workflow when records of any Salesforce object change',
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
    properties: [
      authenticationProperty,
      ...triggerOnProperties,
      objectProperty('query'),
      chooseObjectNotice,
      ...fieldsToReturnProperties,
      ...conditionsProperties,
      soqlConditionsProperty,
      onlyWhenFieldsChangeProperty,
      moreObjectsProperty,
      optionsProperty(followTransactions, ignoreChangesBy, longestTransaction, repeatAfterRestart, simplifyOutput),
    ],
  };

  methods = loaders;

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return await pollForChanges(this);
  }
}
