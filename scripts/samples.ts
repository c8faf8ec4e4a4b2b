import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { pinnedItems, type PinnedData } from '../engine/pinData';
import { inNode, type SavedCredential } from './credentials';
import type { N8nHost } from './n8nHost';

const SAMPLES = path.join(__dirname, '..', 'demo', 'workflows');
/** Where the sample workflows look for files: the folder that n8n's own image has. */
const FILES_OF_SAMPLES = '/home/node/.n8n-files';

interface Sample {
  readonly name: string;
  readonly nodes: readonly { readonly credentials?: Readonly<Record<string, unknown>> }[];
  readonly pinData?: PinnedData;
}

/** A workflow that n8n has saved. */
export interface ImportedSample {
  readonly id: string;
  readonly name: string;
}

/** The demo's workflows as n8n's server takes them, with the credentials and the files of this machine. */
export function samplesWith(credentials: readonly SavedCredential[], files: string) {
  return readdirSync(SAMPLES).map((file) => {
    const text = readFileSync(path.join(SAMPLES, file), 'utf8').replaceAll(FILES_OF_SAMPLES, files);
    const sample = JSON.parse(text) as Sample;
    const nodes = sample.nodes.map((node) => {
      const own = credentials.find(({ type }) => node.credentials?.[type] !== undefined);
      return own === undefined ? node : { ...node, credentials: inNode(own) };
    });
    return { ...sample, nodes, pinData: pinnedItems(sample.pinData), active: false };
  });
}

/** Saves them in a complete n8n. */
export async function importSamples(
  { api }: N8nHost,
  credentials: readonly SavedCredential[],
  files: string,
): Promise<ImportedSample[]> {
  const imported: ImportedSample[] = [];
  for (const sample of samplesWith(credentials, files)) {
    const { data } = await api.post<{ data: { id: string } }>('/workflows', sample);
    imported.push({ id: data.data.id, name: sample.name });
  }
  return imported;
}
