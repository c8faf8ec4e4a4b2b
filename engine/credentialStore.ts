import type { ICredentialDataDecryptedObject, INodeCredentialsDetails } from 'n8n-workflow';

/** One credential as the credentials file holds it, in plain text. */
export interface StoredCredential {
  /** Name of the credential type, such as `salesforceConnectorOAuth2Api`. */
  type: string;
  /** Name that workflows know it by; the key of the file when it is left out. */
  name?: string;
  /** The fields of the credential's form, and what signing in has added (`oauthTokenData`, an expirable token). */
  data: ICredentialDataDecryptedObject;
}

/** A credentials file: the credential's id, or its name, to the credential. */
export type CredentialFile = Readonly<Record<string, StoredCredential>>;

/** Stands where n8n has its table of credentials. Renewed tokens are kept here, as n8n keeps them there. */
export class CredentialStore {
  private readonly entries: Map<string, StoredCredential>;
  /** Whether anything was written since the store was made: a token that was renewed, or a first sign-in. */
  changed = false;

  constructor(file: CredentialFile = {}) {
    this.entries = new Map(Object.entries(structuredClone(file)).map(([id, entry]) => [id, checked(id, entry)]));
  }

  /** Id of the credential that a node names: by id first, by name otherwise. */
  idOf(details: INodeCredentialsDetails, type: string): string | undefined {
    const ofType = [...this.entries].filter(([, credential]) => credential.type === type);
    const match =
      ofType.find(([id]) => id === details.id) ??
      ofType.find(([id, credential]) => (credential.name ?? id) === details.name);
    return match?.[0];
  }

  /**
   * The credential that a node names.
   * @throws when there is none of that type, with what the node asked for
   */
  find(details: INodeCredentialsDetails, type: string): { id: string; credential: StoredCredential } {
    const id = this.idOf(details, type);
    if (id === undefined) {
      const asked = details.id ? `"${details.name}" (id ${details.id})` : `"${details.name}"`;
      throw new Error(`There is no credential ${asked} of type ${type}.`);
    }
    return { id, credential: this.entry(id) };
  }

  /** A copy of the credential as it is now, renewed tokens included. */
  get(id: string): StoredCredential {
    return structuredClone(this.entry(id));
  }

  /** The credential's data as it is now. */
  data(id: string): ICredentialDataDecryptedObject {
    return this.entry(id).data;
  }

  write(id: string, data: ICredentialDataDecryptedObject): void {
    this.entry(id).data = structuredClone(data);
    this.changed = true;
  }

  set(id: string, credential: StoredCredential): void {
    this.entries.set(id, checked(id, structuredClone(credential)));
    this.changed = true;
  }

  /** What a credentials file holds. Contains secrets. */
  toFile(): CredentialFile {
    return Object.fromEntries(structuredClone([...this.entries]));
  }

  private entry(id: string): StoredCredential {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new Error(`There is no credential with the id "${id}".`);
    return entry;
  }
}

function checked(id: string, entry: StoredCredential): StoredCredential {
  const shape: { type?: unknown; data?: unknown } | null = entry;
  if (typeof shape?.type !== 'string' || typeof shape.data !== 'object' || shape.data === null) {
    throw new Error(`Credential "${id}" must be {"type": "<credential type>", "data": {…}}.`);
  }
  return entry;
}
