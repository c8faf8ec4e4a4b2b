import { ICredentials } from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, ICredentialsEncrypted } from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';

/** A stored credential in plain text: n8n's encryption is the one part of its credentials handling that is left out. */
export class PlainCredentials extends ICredentials {
  constructor(
    private readonly store: CredentialStore,
    override readonly id: string,
    name: string,
    type: string,
  ) {
    super({ id, name }, type);
  }

  async getData(): Promise<ICredentialDataDecryptedObject> {
    return structuredClone(this.store.data(this.id));
  }

  getDataToSave(): ICredentialsEncrypted {
    return { id: this.id, name: this.name, type: this.type, data: JSON.stringify(this.store.data(this.id)) };
  }

  async setData(data: ICredentialDataDecryptedObject): Promise<void> {
    this.store.write(this.id, data);
  }

  async updateData(
    changes: Partial<ICredentialDataDecryptedObject>,
    removed: (keyof ICredentialDataDecryptedObject)[] = [],
  ): Promise<void> {
    const kept = Object.entries({ ...this.store.data(this.id), ...changes }).filter(([key]) => !removed.includes(key));
    this.store.write(this.id, Object.fromEntries(kept) as ICredentialDataDecryptedObject);
  }
}
