import path from 'node:path';

import { runWorkflow } from './execution';
import type { RunOptions, RunResult, WorkflowFile } from './execution';
import { prepareHost, removeHost } from './host';
import { Packages } from './packages';

export { CredentialStore } from './credentialStore';
export type { CredentialFile, StoredCredential } from './credentialStore';
export type { NodeResult, RunOptions, RunResult, WorkflowFile } from './execution';
export type { Failure } from './failure';

export interface EngineOptions {
  /** Folder of the built package: the one whose package.json names its nodes below dist/. */
  packageDir: string;
}

/** n8n's engine in this process, with n8n-nodes-base and one package of ours. */
export interface Engine {
  run(workflow: WorkflowFile, options?: RunOptions): Promise<RunResult>;
  /** Removes the engine's temporary folder, and with it the binary data of its runs. */
  close(): void;
}

export async function createEngine({ packageDir }: EngineOptions): Promise<Engine> {
  await prepareHost();
  const nodesBase = path.dirname(require.resolve('n8n-nodes-base/package.json'));
  const packages = await Packages.load([nodesBase, packageDir]);
  return {
    run: (workflow, options) => runWorkflow(packages, workflow, options),
    close: removeHost,
  };
}
