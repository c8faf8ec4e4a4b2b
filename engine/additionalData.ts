import { Container } from '@n8n/di';
import { ExternalSecretsProxy } from 'n8n-core';
import type { ExecutionLifecycleHooks } from 'n8n-core';
import type { ICredentialsHelper, INodeParameters, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

/** n8n's default address; nothing listens there, it only appears in URLs that expressions can read. */
const INSTANCE = 'http://localhost:5678';

/** Where n8n's editor has itself called back after signing in. An app must allow this callback URL. */
export const OAUTH_CALLBACK = `${INSTANCE}/rest/oauth2-credential/callback`;

interface Parts {
  credentialsHelper: ICredentialsHelper;
  executionId?: string;
  hooks?: ExecutionLifecycleHooks;
  currentNodeParameters?: INodeParameters;
}

/** What n8n hands to n8n-core beside the workflow. Sub-workflows, agents and task runners are n8n's own and are absent. */
export function additionalData(parts: Parts): IWorkflowExecuteAdditionalData {
  return {
    ...parts,
    currentNodeExecutionIndex: 0,
    restApiUrl: `${INSTANCE}/rest`,
    instanceBaseUrl: `${INSTANCE}/`,
    formBaseUrl: `${INSTANCE}/form`,
    formWaitingBaseUrl: `${INSTANCE}/form-waiting`,
    formTestBaseUrl: `${INSTANCE}/form-test`,
    webhookBaseUrl: `${INSTANCE}/webhook`,
    webhookWaitingBaseUrl: `${INSTANCE}/webhook-waiting`,
    webhookTestBaseUrl: `${INSTANCE}/webhook-test`,
    mcpBaseUrl: `${INSTANCE}/mcp`,
    mcpTestBaseUrl: `${INSTANCE}/mcp-test`,
    variables: {},
    externalSecretsProxy: Container.get(ExternalSecretsProxy),
    executeWorkflow: absent('A sub-workflow'),
    startRunnerTask: absent('A task runner (the Code node)'),
    getRunExecutionData: () => Promise.resolve(undefined),
    getRuntimeCredential: () => Promise.resolve(undefined),
    logAiEvent: () => undefined,
  };
}

function absent(what: string): () => Promise<never> {
  return () => Promise.reject(new Error(`${what} requires a complete n8n, which this engine is not.`));
}
