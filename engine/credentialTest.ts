import { ExecuteContext, RoutingNode } from 'n8n-core';
import { createEmptyRunExecutionData, NodeHelpers, Workflow } from 'n8n-workflow';
import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestRequest,
  IDataObject,
  INode,
  INodeType,
  INodeTypes,
} from 'n8n-workflow';

import { additionalData } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { EngineCredentialsHelper } from './credentialsHelper';
import type { Packages } from './packages';

/** What the credential window shows in its green or red bar. */
export interface CredentialTestResult {
  status: 'Error' | 'OK';
  message: string;
}

const TEST_NODE = 'n8n-nodes-base.noOp';

/**
 * Tests a stored credential as n8n's credential window does: by the `test` request of its type, signed as any other
 * request; a type of OAuth2 that has none passes when it is connected.
 */
export async function testCredential(
  packages: Packages,
  store: CredentialStore,
  id: string,
): Promise<CredentialTestResult> {
  const { type } = store.get(id);
  const helper = new EngineCredentialsHelper(packages, store);
  let data: ICredentialDataDecryptedObject;
  try {
    data = helper.applyDefaults(additionalData({ credentialsHelper: helper }), store.data(id), type, 'internal');
  } catch (error) {
    return { status: 'Error', message: messageOf(error) };
  }
  const { test } = packages.credential(type);
  if (test !== undefined) return await sendTest(packages, helper, test, { id, name: id, type, data });
  if (!packages.getParentTypes(type).includes('oAuth2Api')) {
    return { status: 'Error', message: 'No testing function found for this credential.' };
  }
  const tokens = data.oauthTokenData;
  return typeof tokens === 'object' && Object.hasOwn(tokens, 'access_token')
    ? { status: 'OK', message: 'Connection Successful!' }
    : { status: 'Error', message: 'This OAuth2 credential was not connected to an account.' };
}

/** n8n tests a credential with a node made for the occasion, whose one field sends the request. */
async function sendTest(
  packages: Packages,
  helper: EngineCredentialsHelper,
  test: ICredentialTestRequest,
  credential: ICredentialsDecrypted & { data: ICredentialDataDecryptedObject },
): Promise<CredentialTestResult> {
  const nodeType = testNode(packages, credential.type, test);
  const node: INode = {
    id: 'temp',
    name: 'Temp-Node',
    type: nodeType.description.name,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    credentials: { [credential.type]: { id: credential.id, name: credential.name } },
  };
  const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: only(nodeType) });
  const data = additionalData({
    credentialsHelper: decryptingTo(helper, credential.data),
    currentNodeParameters: node.parameters,
  });
  const context = new ExecuteContext(
    workflow,
    node,
    data,
    'internal',
    createEmptyRunExecutionData(),
    0,
    [],
    { main: [[{ json: {} }]] },
    { node, data: {}, source: null },
    [],
  );
  try {
    const answer = await new RoutingNode(context, nodeType, credential).runNode();
    return verdict(test, answer?.[0]?.[0]?.json ?? {});
  } catch (error) {
    return refusal(test, error);
  }
}

function testNode(packages: Packages, credentialType: string, { request }: ICredentialTestRequest): INodeType {
  const { description } = packages.getByNameAndVersion(TEST_NODE);
  return {
    description: {
      ...description,
      credentials: [{ name: credentialType, required: true }],
      properties: [{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' }],
    },
  };
}

function only(nodeType: INodeType): INodeTypes {
  return {
    getByName: () => nodeType,
    getByNameAndVersion: () => NodeHelpers.getVersionedNodeType(nodeType),
    getKnownTypes: () => ({}),
  };
}

/** The form's values are tested, stored or not; what is stored (a renewed token) is still read raw from the store. */
function decryptingTo(helper: EngineCredentialsHelper, data: ICredentialDataDecryptedObject): EngineCredentialsHelper {
  return new Proxy(helper, {
    get(target, property): unknown {
      if (property === 'getDecrypted') {
        return async (...args: Parameters<EngineCredentialsHelper['getDecrypted']>) =>
          args[5] === true ? await target.getDecrypted(...args) : data;
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function verdict({ rules = [] }: ICredentialTestRequest, answer: IDataObject): CredentialTestResult {
  for (const rule of rules) {
    if (rule.type === 'responseSuccessBody' && valueAt(answer, rule.properties.key) === rule.properties.value) {
      return { status: 'Error', message: rule.properties.message };
    }
  }
  return { status: 'OK', message: 'Connection successful!' };
}

interface RequestFailure {
  cause?: { code?: string; response?: { status: number; statusText?: string } };
}

function refusal({ rules = [] }: ICredentialTestRequest, error: unknown): CredentialTestResult {
  const { cause } = error as RequestFailure;
  if (cause?.response !== undefined) {
    const { status, statusText } = cause.response;
    for (const rule of rules) {
      if (rule.type === 'responseCode' && rule.properties.value === status) {
        return { status: 'Error', message: rule.properties.message };
      }
    }
    if (status < 199 || status > 299) {
      return { status: 'Error', message: statusText || `Received HTTP status code: ${String(status)}` };
    }
  } else if (cause?.code !== undefined) {
    return { status: 'Error', message: cause.code };
  }
  return { status: 'Error', message: messageOf(error) };
}

function valueAt(data: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (value === null || value === undefined ? undefined : (value as IDataObject)[key]),
      data,
    );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
