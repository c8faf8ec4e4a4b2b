import { setTimeout } from 'node:timers/promises';

import type { RunningOrg } from '../../../../simulator';
import type { UsedCredential } from '../../../credentials';
import { contactsNamed, tallyContacts } from '../../../queue/contacts';
import type { PlacedNode } from '../../screen/workflow';

export const CONTACT = { __rl: true, mode: 'name', value: 'Contact' };

/** Names of contacts. */
export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);

export const salesforce = (name: string, credential: UsedCredential, parameters: object): PlacedNode => ({
  name,
  type: 'salesforceConnector',
  credential,
  parameters,
});

/** An item with a CSV file of contacts, as text. */
export const csvItem = (names: readonly string[]): object => ({ csv: ['LastName', ...names].join('\n') });

export const TO_FILE: PlacedNode = {
  name: 'To File',
  type: 'n8n-nodes-base.convertToFile',
  typeVersion: 1.1,
  parameters: { operation: 'toText', sourceProperty: 'csv', options: {} },
};

/** The fields of each item are those of a contact. */
export const createContacts = (credential: UsedCredential, sendAs: string): PlacedNode =>
  salesforce('Create', credential, {
    resource: 'record',
    operation: 'create',
    object: CONTACT,
    sendAs,
    fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
    options: { parallelRequests: 1 },
  });

/** @throws unless the org has one contact of each name, and no more whose names begin so */
export function hasOnce(org: RunningOrg, name: string, names: readonly string[]): string {
  const contacts = contactsNamed(org, name);
  const { doubled, missing } = tallyContacts(contacts, names);
  if (doubled.length > 0 || missing.length > 0 || contacts.length !== names.length)
    throw new Error(
      `Salesforce has ${contacts.length} contacts. Missing: ${missing.join(', ')}. More than once: ${doubled.join(', ')}.`,
    );
  return contacts.length === 0 ? 'Salesforce has no such contact.' : `Salesforce has ${contacts.length}, each once.`;
}

const LOOK_MS = 20;
const LONGEST_MS = 60_000;

/** Returns when the org has so many contacts whose names begin so. */
export async function untilSaved(org: RunningOrg, name: string, count: number): Promise<void> {
  for (const deadline = Date.now() + LONGEST_MS; contactsNamed(org, name).length < count;) {
    if (Date.now() > deadline) throw new Error(`Salesforce has only ${contactsNamed(org, name).length} contacts.`);
    await setTimeout(LOOK_MS);
  }
}
