import path from 'node:path';

import type { Person } from './consent';
import type { CredentialStore } from './credentialStore';
import { testCredential } from './credentialTest';
import type { CredentialTestResult } from './credentialTest';
import { runWorkflow } from './execution';
import type { RunOptions, RunResult, WorkflowFile } from './execution';
import { FormLoader } from './form';
import { prepareHost, removeHost } from './host';
import { Packages } from './packages';
import { signIn } from './signIn';
import { runRegularExpressionsToTheirEnd } from './versions';

export { CredentialStore } from './credentialStore';
export type { CredentialFile } from './credentialStore';
export type { CredentialTestResult } from './credentialTest';
export type { RunResult, WorkflowFile } from './execution';
export type { Failure } from './failure';
export type { NodeForm } from './form';
export interface EngineOptions {
  /** Folder of the built package: the one whose package.json names its nodes below dist/. */
  packageDir: string;
}

/** n8n's engine in this process, with n8n-nodes-base and one package of ours. */
export interface Engine {
  run(workflow: WorkflowFile, options?: RunOptions): Promise<RunResult>;
  /** Loads the choices of a node's form. */
  form(credentials: CredentialStore): FormLoader;
  /** What the credential window's test says of a stored credential. */
  testCredential(credentials: CredentialStore, id: string): Promise<CredentialTestResult>;
  /** Connects an OAuth2 credential by its web server flow, in the person's place. */
  signIn(credentials: CredentialStore, id: string, person: Person, callback?: string): Promise<void>;
  /** The node and credential types that are installed. */
  readonly packages: Packages;
  /** Ends n8n-core, and removes the engine's temporary folder, and with it the binary data of its runs. */
  close(): void;
}

export async function createEngine({ packageDir }: EngineOptions): Promise<Engine> {
  await prepareHost();
  runRegularExpressionsToTheirEnd();
  const nodesBase = path.dirname(require.resolve('n8n-nodes-base/package.json'));
  const packages = await Packages.load([nodesBase, packageDir]);
  return {
    run: (workflow, options) => runWorkflow(packages, workflow, options),
    form: (credentials) => new FormLoader(packages, credentials),
    testCredential: (credentials, id) => testCredential(packages, credentials, id),
    signIn: (credentials, id, person, callback) => signIn(packages, credentials, id, person, callback),
    packages,
    close: removeHost,
  };
}
