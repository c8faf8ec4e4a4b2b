import type { INodeProperties } from 'n8n-workflow';

export const includeParameters: INodeProperties = {
  displayName: 'Include Inputs and Outputs',
  name: 'includeParameters',
  type: 'boolean',
  default: false,
  description: 'Whether to also return what each takes and gives, which takes one more request for each',
};
