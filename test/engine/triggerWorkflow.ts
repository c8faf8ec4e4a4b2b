import { describe } from '@jest/globals';
import { Expression, Workflow } from 'n8n-workflow';
import type { IDataObject, INode, INodeParameters, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import type { Engine } from '../../engine';
import { additionalData } from '../../engine/additionalData';
import { EngineCredentialsHelper } from '../../engine/credentialsHelper';
import { APP, JWT, type CredentialId, type Signed } from './salesforce';

/** The oldest n8n has no isolates, no budget for polls and no durable cursors. */
export const IS_CURRENT = 'acquireIsolate' in Expression.prototype;

/** About what n8n has no part in: it is the same on the oldest n8n. */
export const describeOnCurrent = IS_CURRENT ? describe : describe.skip;

/** What runs a trigger. */
export interface TriggerHostOptions {
  readonly engine: Engine;
  readonly signed: Signed;
  readonly parameters: INodeParameters;
  readonly credential?: CredentialId;
  readonly workflowId?: string;
}

/** A workflow of one trigger, as n8n has it in memory. */
export function triggerWorkflow(
  { engine, parameters, credential = APP, workflowId = 'w' }: Omit<TriggerHostOptions, 'signed'>,
  node: Pick<INode, 'type' | 'webhookId'>,
  staticData: IDataObject | undefined,
): Workflow {
  const credentialType = credential === JWT ? 'salesforceConnectorJwtApi' : 'salesforceConnectorOAuth2Api';
  return new Workflow({
    id: workflowId,
    nodes: [
      {
        id: '1',
        name: 'Trigger',
        typeVersion: 1,
        position: [0, 0],
        parameters: { authentication: credential === JWT ? 'jwt' : 'oAuth2', ...parameters },
        credentials: { [credentialType]: { id: credential, name: credential } },
        ...node,
      },
    ],
    connections: {},
    active: true,
    nodeTypes: engine.packages,
    ...(staticData === undefined ? {} : { staticData }),
  });
}

/** The same, ready to evaluate expressions. */
export async function openTriggerWorkflow(...given: Parameters<typeof triggerWorkflow>): Promise<Workflow> {
  const workflow = triggerWorkflow(...given);
  if (IS_CURRENT) await workflow.expression.acquireIsolate();
  return workflow;
}

/** Its only node. */
export function triggerIn(workflow: Workflow): INode {
  const node = workflow.getNode('Trigger');
  if (node === null) throw new Error('There is no trigger.');
  return node;
}

/** What n8n hands to every execution. */
export function dataFor({
  engine,
  signed,
}: Pick<TriggerHostOptions, 'engine' | 'signed'>): IWorkflowExecuteAdditionalData {
  return additionalData({ credentialsHelper: new EngineCredentialsHelper(engine.packages, signed.credentials) });
}
