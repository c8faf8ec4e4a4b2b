import { getAdditionalKeys } from 'n8n-core';
import { ICredentialsHelper, isExpression, NodeHelpers, UserError, Workflow } from 'n8n-workflow';
import type {
  ICredentialDataDecryptedObject,
  ICredentials,
  ICredentialsExpressionResolveValues,
  IExecuteData,
  IHttpRequestHelper,
  IHttpRequestOptions,
  INode,
  INodeCredentialsDetails,
  INodeParameters,
  INodeProperties,
  INodeTypes,
  IRequestOptionsSimplified,
  IWorkflowExecuteAdditionalData,
  WorkflowExecuteMode,
} from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';
import type { Packages } from './packages';
import { PlainCredentials } from './plainCredentials';
import { allowedDomainsOf } from './versions';

/** Fields of a type's form that n8n takes from the type alone while they are hidden, whatever was stored. */
const FIXED_WHEN_HIDDEN = new Set([
  'useDynamicClientRegistration',
  'authUrl',
  'accessTokenUrl',
  'grantType',
  'authentication',
  'usePkce',
  'requestTokenUrl',
  'signatureMethod',
]);

const OAUTH_TOKEN_FIELD: INodeProperties = {
  displayName: 'oauthTokenData',
  name: 'oauthTokenData',
  type: 'json',
  required: false,
  default: {},
};

const EXPRESSION_NODE: INode = { id: '', name: '', typeVersion: 1, type: 'mock', position: [0, 0], parameters: {} };

/** A node type without fields: credentials have their expressions resolved outside of any workflow. */
const NO_NODE_TYPES = {
  getByName: () => ({ description: { properties: [] } }),
  getByNameAndVersion: () => ({ description: { properties: [] } }),
  getKnownTypes: () => ({}),
} as unknown as INodeTypes;

/**
 * What n8n's own CredentialsHelper does, over a {@link CredentialStore} in place of a database: defaults and
 * expressions of the credential's form, signing in both of n8n's forms, the expirable token that is minted before a
 * request and after a 401, and the storing of what a refresh brings. The refresh itself and the requests are n8n-core's.
 */
export class EngineCredentialsHelper extends ICredentialsHelper {
  constructor(
    private readonly packages: Packages,
    private readonly store: CredentialStore,
  ) {
    super();
  }

  getParentTypes(name: string): string[] {
    return this.packages.getParentTypes(name);
  }

  isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
    if (!this.packages.recognizes(credentialType)) return true;
    const { restrictToSupportedNodes } = this.packages.credential(credentialType);
    return !restrictToSupportedNodes || this.packages.getSupportedNodes(credentialType).includes(nodeType);
  }

  async authenticate(
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    request: IHttpRequestOptions | IRequestOptionsSimplified,
    workflow?: Workflow,
    node?: INode,
  ): Promise<IHttpRequestOptions> {
    const options = request as IHttpRequestOptions;
    const { authenticate } = this.packages.credential(typeName);
    if (authenticate === undefined) return options;
    if (typeof authenticate === 'function') return await authenticate(credentials, options);
    if (workflow === undefined || node === undefined) {
      throw new Error('Declarative authentication needs the workflow and the node.');
    }
    const resolve = (value: unknown): unknown => resolveValue(value, credentials, workflow, node);
    const target = options as unknown as Record<string, Record<string, unknown>>;
    target.headers ??= {};
    for (const [part, values] of Object.entries(authenticate.properties)) {
      const settings = (target[part] ??= {});
      for (const [key, value] of Object.entries(values as object)) settings[String(resolve(key))] = resolve(value);
    }
    return options;
  }

  async preAuthentication(
    helpers: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    node: INode,
    credentialsExpired: boolean,
  ): Promise<ICredentialDataDecryptedObject | undefined> {
    const { preAuthentication, properties } = this.packages.credential(typeName);
    const expirable = properties.find(({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true);
    if (expirable === undefined || preAuthentication === undefined) return undefined;

    const isTest = node.parameters.temp === '' && node.type === 'n8n-nodes-base.noOp';
    if (credentials[expirable.name] !== '' && !credentialsExpired && !isTest) return undefined;

    const output = await preAuthentication.call(withinAllowedDomains(helpers, credentials), credentials);
    const details = node.credentials?.[typeName];
    if (output[expirable.name] === undefined || details === undefined) return undefined;

    const stored = await (await this.getCredentials(details, typeName)).getData();
    // An expression in the form stays one; the token itself is always stored.
    const kept = Object.entries(output).filter(([key]) => key === expirable.name || !isExpression(stored[key]));
    const data = { ...stored, ...Object.fromEntries(kept) } as ICredentialDataDecryptedObject;
    await this.updateCredentials(details, typeName, data);
    return Object.assign(credentials, output);
  }

  /** For OAuth2: what the type adds to a token, if it adds anything. */
  async runPreAuthentication(
    helpers: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
  ): Promise<ICredentialDataDecryptedObject | undefined> {
    const { preAuthentication } = this.packages.credential(typeName);
    if (preAuthentication === undefined) return undefined;
    const output = await preAuthentication.call(withinAllowedDomains(helpers, credentials), credentials);
    return output as ICredentialDataDecryptedObject;
  }

  async getCredentials(details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
    const { id, credential } = this.store.find(details, type);
    return new PlainCredentials(this.store, id, credential.name ?? id, type);
  }

  async getDecrypted(
    additionalData: IWorkflowExecuteAdditionalData,
    details: INodeCredentialsDetails,
    type: string,
    mode: WorkflowExecuteMode,
    executeData?: IExecuteData,
    raw?: boolean,
    resolveValues?: ICredentialsExpressionResolveValues,
  ): Promise<ICredentialDataDecryptedObject> {
    const stored = await (await this.getCredentials(details, type)).getData();
    if (raw === true) return stored;
    return this.applyDefaults(additionalData, stored, type, mode, executeData, resolveValues);
  }

  async updateCredentials(
    details: INodeCredentialsDetails,
    type: string,
    data: ICredentialDataDecryptedObject,
  ): Promise<void> {
    await (await this.getCredentials(details, type)).setData(data);
  }

  async updateCredentialsOauthTokenData(
    details: INodeCredentialsDetails,
    type: string,
    data: ICredentialDataDecryptedObject,
  ): Promise<void> {
    const { oauthTokenData } = data;
    if (oauthTokenData === undefined) return;
    await (await this.getCredentials(details, type)).updateData({ oauthTokenData });
  }

  /** The fields of a type's form, those it inherits included. */
  getCredentialsProperties(type: string): INodeProperties[] {
    const { extends: parents, properties } = this.packages.credential(type);
    if (parents === undefined) {
      return ['oAuth1Api', 'oAuth2Api'].includes(type) ? [...properties, OAUTH_TOKEN_FIELD] : properties;
    }
    const combined: INodeProperties[] = [];
    for (const parent of parents) NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
    NodeHelpers.mergeNodeProperties(combined, properties);
    return combined;
  }

  /** Stored data as a node sees it: defaults filled in, hidden settings of the type taken from it, expressions resolved. */
  applyDefaults(
    additionalData: IWorkflowExecuteAdditionalData,
    stored: ICredentialDataDecryptedObject,
    type: string,
    mode: WorkflowExecuteMode,
    executeData?: IExecuteData,
    resolveValues?: ICredentialsExpressionResolveValues,
  ): ICredentialDataDecryptedObject {
    const properties = this.getCredentialsProperties(type);
    const isFixed = (key: string): boolean =>
      FIXED_WHEN_HIDDEN.has(key) && properties.some((property) => property.name === key && property.type === 'hidden');
    const own = Object.fromEntries(Object.entries(stored).filter(([key]) => !isFixed(key)));
    const data = NodeHelpers.getNodeParameters(
      properties,
      own as INodeParameters,
      true,
      false,
      null,
      null,
    ) as ICredentialDataDecryptedObject;
    // Not fields of every form, and kept all the same.
    for (const key of ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains']) {
      const value = stored[key];
      if (value !== undefined && (key === 'oauthTokenData' || data[key] === undefined)) data[key] = value;
    }
    const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
    const parameters = data as INodeParameters;
    if (resolveValues === undefined) {
      const workflow = new Workflow({
        nodes: [EXPRESSION_NODE],
        connections: {},
        active: false,
        nodeTypes: NO_NODE_TYPES,
      });
      return workflow.expression.getComplexParameterValue(
        EXPRESSION_NODE,
        parameters,
        mode,
        keys,
        undefined,
        undefined,
        data,
      ) as ICredentialDataDecryptedObject;
    }
    const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolveValues;
    return workflow.expression.getParameterValue(
      parameters,
      runExecutionData,
      runIndex,
      itemIndex,
      node.name,
      connectionInputData,
      mode,
      keys,
      executeData,
      false,
      data,
    ) as ICredentialDataDecryptedObject;
  }
}

function resolveValue(
  value: unknown,
  credentials: ICredentialDataDecryptedObject,
  workflow: Workflow,
  node: INode,
): unknown {
  if (!isExpression(value)) return value;
  const keys = { $credentials: credentials };
  const resolved = workflow.expression.getSimpleParameterValue(node, value as string, 'internal', keys, undefined, '');
  return resolved ? String(resolved) : '';
}

/** A credential that is restricted to some domains may ask no others for its token. */
function withinAllowedDomains(
  { helpers }: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): IHttpRequestHelper {
  return {
    helpers: {
      httpRequest: async (request: IHttpRequestOptions) => {
        const allowedDomains = allowedDomainsOf(credentials);
        if (allowedDomains === undefined) return (await helpers.httpRequest(request)) as unknown;
        if (request.allowedDomains !== undefined) {
          throw new UserError('This credential is restricted to some domains; its sign-in may not name others.');
        }
        return (await helpers.httpRequest({ ...request, allowedDomains })) as unknown;
      },
    },
  };
}
