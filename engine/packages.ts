import { LazyPackageDirectoryLoader, UnrecognizedCredentialTypeError, UnrecognizedNodeTypeError } from 'n8n-core';
import type { PackageDirectoryLoader } from 'n8n-core';
import { NodeHelpers } from 'n8n-workflow';
import type { ICredentialType, IDataObject, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

import { withDomainRestriction } from './versions';

/**
 * The installed packages, looked up as n8n does: node types by `package.node`, credential types by their bare name,
 * which is global. A package with an index of its own (n8n-nodes-base) loads each node when it is first asked for.
 */
export class Packages implements INodeTypes {
  private readonly prepared = new Set<ICredentialType>();

  private constructor(private readonly loaders: ReadonlyMap<string, PackageDirectoryLoader>) {}

  /** @param directories each the folder of a package whose package.json has an `n8n` section */
  static async load(directories: readonly string[]): Promise<Packages> {
    const loaders = new Map<string, PackageDirectoryLoader>();
    for (const directory of directories) {
      const loader = new NodeLoader(directory);
      await loader.loadAll();
      loaders.set(loader.packageName, loader);
    }
    return new Packages(loaders);
  }

  getByName(fullName: string): INodeType | IVersionedNodeType {
    const [packageName = '', nodeName = ''] = fullName.split('.');
    const loader = this.loaders.get(packageName);
    if (loader === undefined) throw new UnrecognizedNodeTypeError(packageName, nodeName);
    return loader.getNode(nodeName).type;
  }

  getByNameAndVersion(nodeType: string, version?: number): INodeType {
    return NodeHelpers.getVersionedNodeType(this.getByName(nodeType), version);
  }

  getKnownTypes(): IDataObject {
    const known = [...this.loaders].flatMap(([name, loader]) =>
      Object.entries(loader.known.nodes).map(([node, details]) => [`${name}.${node}`, details]),
    );
    return Object.fromEntries(known) as IDataObject;
  }

  /** Whether a package that is loaded has this credential type. */
  recognizes(credentialType: string): boolean {
    return this.loaderOfCredential(credentialType) !== undefined;
  }

  /** Full names of the nodes that take this credential type. */
  getSupportedNodes(credentialType: string): string[] {
    const loader = this.loaderOfCredential(credentialType);
    const nodes = loader?.known.credentials[credentialType]?.supportedNodes ?? [];
    return nodes.map((node) => `${String(loader?.packageName)}.${node}`);
  }

  /** The types that a credential type extends, and theirs. */
  getParentTypes(credentialType: string): string[] {
    const parents = this.loaderOfCredential(credentialType)?.known.credentials[credentialType]?.extends ?? [];
    return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
  }

  /** @throws UnrecognizedCredentialTypeError */
  credential(name: string): ICredentialType {
    const loader = this.loaderOfCredential(name);
    if (loader === undefined) throw new UnrecognizedCredentialTypeError(name);
    const { type } = loader.getCredential(name);
    if (!this.prepared.has(type)) {
      type.properties = withDomainRestriction(type);
      this.prepared.add(type);
    }
    return type;
  }

  private loaderOfCredential(name: string): PackageDirectoryLoader | undefined {
    return [...this.loaders.values()].find((loader) => Object.hasOwn(loader.known.credentials, name));
  }
}

/** The descriptions of all types at once are megabytes that the editor's panel shows, and that nobody asks for here. */
class NodeLoader extends LazyPackageDirectoryLoader {
  protected override async readJSON<T>(file: string): Promise<T> {
    return file.startsWith('dist/types/') ? ([] as T) : await super.readJSON<T>(file);
  }
}
