import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createEngine, CredentialStore } from '../engine';
import type { Engine, Failure, WorkflowFile } from '../engine';
import { startOrg } from '../simulator';
import type { RunningOrg } from '../simulator';
import { Control } from '../simulator/control/client';
import type { StatsReport } from '../simulator/control/stats';
import { writeExport } from './exportFiles';
import { SCENARIOS } from './scenarios';
import type { Round, Scenario, Tally } from './scenarios';

export const ROOT = path.resolve(__dirname, '..');

/** One run of a workflow, as it is told. Counts of requests come from the org, not from the client. */
export interface RoundAccount extends Tally {
  workflow: string;
  signIn: Scenario['signIn'];
  remark?: string;
  status: string;
  error?: Failure;
  apiCalls: number;
  /** Token exchanges by grant type, signing in among them. */
  tokens: Record<string, number>;
  /** Those of them that were made after the session had been ended, in a round where it was. */
  renewals?: Record<string, number>;
  /** Requests that the org refused because their session had expired. */
  expired: number;
  seconds: number;
}

/** What the demo tells while it runs. */
export interface Listener {
  orgStarted: (org: { url: string; username: string; files: { accounts: number; contacts: number } }) => void;
  signedIn: () => void;
  workflowStarted: (workflow: string, signIn: Scenario['signIn']) => void;
  nodeStarted: (node: string) => void;
  roundFinished: (account: RoundAccount) => void;
}

/** Starts an org, signs in both ways and runs the sample workflows against it. */
export async function showcase(listener: Listener): Promise<RoundAccount[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nightly-export-'));
  // n8n lets workflows read files of named folders only.
  process.env.N8N_RESTRICT_FILE_ACCESS_TO = folder;
  const files = writeExport(folder);
  const org = await startOrg({ size: 1000, policies: { rotation: true } });
  const engine = await createEngine({ packageDir: ROOT });
  try {
    listener.orgStarted({ url: org.url, username: org.username, files });
    const credentials = credentialsFor(org);
    await engine.signIn(credentials, 'SalesforceOAuth2', org);
    listener.signedIn();
    const told: RoundAccount[] = [];
    for (const scenario of SCENARIOS) {
      const workflow = readWorkflow(scenario.file);
      listener.workflowStarted(workflow.name ?? scenario.file, scenario.signIn);
      for (const round of scenario.rounds) {
        const run = { engine, credentials, control: new Control(org.controlUrl), workflow, folder };
        const account = await runRound(run, scenario, round, listener);
        told.push(account);
        listener.roundFinished(account);
      }
    }
    return told;
  } finally {
    engine.close();
    await org.close();
    rmSync(folder, { recursive: true });
  }
}

function readWorkflow(file: string): WorkflowFile {
  return JSON.parse(readFileSync(path.join(ROOT, 'demo', 'workflows', file), 'utf8')) as WorkflowFile;
}

/** The two credentials that the workflows name, filled in as their forms would be. */
function credentialsFor(org: RunningOrg): CredentialStore {
  const host = { environment: 'custom', myDomain: org.url };
  return new CredentialStore({
    SalesforceOAuth2: {
      type: 'salesforceConnectorOAuth2Api',
      data: { ...host, grantType: 'pkce', clientId: org.clientId, clientSecret: org.clientSecret },
    },
    SalesforceJwt: {
      type: 'salesforceConnectorJwtApi',
      data: {
        ...host,
        audience: 'https://login.salesforce.com',
        consumerKey: org.clientId,
        username: org.username,
        privateKey: org.privateKey,
      },
    },
  });
}

interface Run {
  engine: Engine;
  credentials: CredentialStore;
  control: Control;
  workflow: WorkflowFile;
  folder: string;
}

async function runRound(
  { engine, credentials, control, workflow, folder }: Run,
  { signIn, tally }: Scenario,
  { remark, expireAt }: Round,
  listener: Listener,
): Promise<RoundAccount> {
  const before = await control.stats();
  const begun = performance.now();
  let atExpiry: StatsReport | undefined;
  const input = workflow.pinData === undefined || Object.keys(workflow.pinData).length === 0 ? [{ folder }] : undefined;
  const result = await engine.run(workflow, {
    credentials,
    onNodeStarted: async (node) => {
      listener.nodeStarted(node);
      if (node === expireAt) atExpiry = await expireSessions(control);
    },
    ...(input === undefined ? {} : { input }),
  });
  const seconds = (performance.now() - begun) / 1000;
  const after = await control.stats();
  return {
    workflow: workflow.name ?? '',
    signIn,
    ...(remark === undefined ? {} : { remark }),
    status: result.status,
    ...(result.error === undefined ? {} : { error: result.error }),
    ...tally(result),
    apiCalls: after.apiCalls - before.apiCalls,
    tokens: difference(after.tokens.granted, before.tokens.granted),
    ...(atExpiry === undefined ? {} : { renewals: difference(after.tokens.granted, atExpiry.tokens.granted) }),
    expired: (after.byStatus['401'] ?? 0) - (before.byStatus['401'] ?? 0),
    seconds: Number(seconds.toFixed(2)),
  };
}

/** Ends all sessions, as an org does when their time has come; gives what the org had counted until then. */
async function expireSessions(control: Control): Promise<StatsReport> {
  const stats = await control.stats();
  await control.post('sessions', { expire: true });
  return stats;
}

function difference(
  after: StatsReport['tokens']['granted'],
  before: StatsReport['tokens']['granted'],
): Record<string, number> {
  const counts = Object.entries(after).map(([grant, count]) => [grant, count - (before[grant] ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
