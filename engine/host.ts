import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { SSHClientsManager } from 'n8n-core/dist/execution-engine/ssh-clients-manager';

let folder: string | undefined;

/**
 * Makes this process a place that n8n-core can run in. n8n keeps its settings and its binary data below one folder and
 * finds both through its container, of which a process has one: here it is a temporary folder, so that a run neither
 * reads nor touches the n8n of whoever runs it. n8n's own log stays silent unless N8N_LOG_LEVEL asks for it.
 */
export async function prepareHost(): Promise<void> {
  if (folder !== undefined) return;
  folder = mkdtempSync(path.join(tmpdir(), 'n8n-engine-'));
  process.once('exit', removeHost);
  process.env.N8N_USER_FOLDER = folder;
  process.env.N8N_LOG_LEVEL ??= 'silent';
  await Container.get(BinaryDataService).init();
}

/**
 * Ends what n8n-core does in this process, and removes the temporary folder: binary data of earlier runs is gone after this.
 * A timer of n8n-core would hold all that it has loaded, and in n8n 1 the process itself.
 */
export function removeHost(): void {
  Container.get(SSHClientsManager).onShutdown();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
