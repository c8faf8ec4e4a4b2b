import { LoadOptionsContext } from 'n8n-core';
import { Workflow } from 'n8n-workflow';
import type {
  ILoadOptionsFunctions,
  INodeCredentials,
  INodeListSearchResult,
  INodeParameters,
  INodePropertyOptions,
  INodeType,
  ResourceMapperFields,
} from 'n8n-workflow';

import { additionalData } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { EngineCredentialsHelper } from './credentialsHelper';
import type { Packages } from './packages';

/** The form of one node, as far as the user has filled it in. */
export interface NodeForm {
  /** Full name of the node type, such as `n8n-nodes-salesforce-connector.salesforceConnector`. */
  type: string;
  typeVersion?: number;
  parameters: INodeParameters;
  /** Credential type to the credential's id or name in the store. */
  credentials?: Readonly<Record<string, string>>;
  /** Path of the field that asks, when its loader reads its neighbors (`&field`). */
  path?: string;
}

type Methods = NonNullable<INodeType['methods']>;

/** Fills a node's form from its loaders, as the editor does while somebody fills it in. */
export class FormLoader {
  constructor(
    private readonly packages: Packages,
    private readonly store: CredentialStore,
  ) {}

  /** The options of a dropdown. */
  async loadOptions(form: NodeForm, method: string): Promise<INodePropertyOptions[]> {
    return await this.method(form, 'loadOptions', method).call(this.context(form));
  }

  /** A page of a searchable list; `paginationToken` of the answer asks for the next. */
  async listSearch(
    form: NodeForm,
    method: string,
    filter?: string,
    paginationToken?: string,
  ): Promise<INodeListSearchResult> {
    return await this.method(form, 'listSearch', method).call(this.context(form), filter, paginationToken);
  }

  /** The fields that a resource mapper offers. */
  async resourceMapping(form: NodeForm, method: string): Promise<ResourceMapperFields> {
    return await this.method(form, 'resourceMapping', method).call(this.context(form));
  }

  /** What n8n gives a loader to work with: the form, its credential, and the request helper. */
  context({ type, typeVersion = 1, parameters, credentials = {}, path = '' }: NodeForm): ILoadOptionsFunctions {
    const byType: INodeCredentials = Object.fromEntries(
      Object.entries(credentials).map(([credentialType, id]) => [credentialType, { id, name: id }]),
    );
    const workflow = new Workflow({
      nodes: [
        {
          id: 'form',
          name: 'Node',
          type,
          typeVersion,
          position: [0, 0],
          parameters: structuredClone(parameters),
          credentials: byType,
        },
      ],
      connections: {},
      active: false,
      nodeTypes: this.packages,
    });
    const node = workflow.getNode('Node');
    if (node === null) throw new Error(`There is no node type ${type}.`);
    const data = additionalData({
      credentialsHelper: new EngineCredentialsHelper(this.packages, this.store),
      currentNodeParameters: parameters,
    });
    return new LoadOptionsContext(workflow, node, data, path) as ILoadOptionsFunctions;
  }

  private method<Kind extends 'listSearch' | 'loadOptions' | 'resourceMapping'>(
    { type, typeVersion }: NodeForm,
    kind: Kind,
    name: string,
  ): NonNullable<Methods[Kind]>[string] {
    const methods = this.packages.getByNameAndVersion(type, typeVersion).methods?.[kind] ?? {};
    const method: unknown = Object.hasOwn(methods, name) ? Reflect.get(methods, name) : undefined;
    if (method === undefined) {
      throw new Error(`${type} has no ${kind} method "${name}"; it has ${Object.keys(methods).join(', ') || 'none'}.`);
    }
    return method as NonNullable<Methods[Kind]>[string];
  }
}
