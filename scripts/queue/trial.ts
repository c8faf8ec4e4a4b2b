import { type OrgOptions, type RunningOrg, startOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import { Instance } from '../instance/instance';

/** What the command was told. */
export interface Plan {
  readonly launcher: string;
  readonly executions: number;
  readonly minutes: number;
  /** Of a large file. */
  readonly megabytes: number;
  /** Of a query at most. */
  readonly rows: number;
  /** Whether the org rotates refresh tokens. */
  readonly isRotated: boolean;
  /** Milliseconds that Salesforce takes to renew a session; it refuses a second renewal meanwhile. */
  readonly renewal: number;
  /** Environment variables of n8n, besides those of queue mode. */
  readonly settings: Readonly<Record<string, string>>;
  log(line: string): void;
}

export interface TrialReport {
  /** In Markdown. */
  readonly text: string;
  /** Whether it came out as docs/operations.md says. */
  readonly isGood: boolean;
}

/** Something that n8n in queue mode has to get through. */
export interface Trial {
  /** For the command's help. */
  readonly what: string;
  run(plan: Plan): Promise<TrialReport>;
}

/** An org, and an n8n in queue mode that is signed in to it. */
export interface Stage {
  readonly org: RunningOrg;
  readonly control: Control;
  readonly instance: Instance;
  /** The credential of a user who has signed in with the browser. */
  readonly credential: string;
}

export interface StageOptions {
  readonly workers: number;
  readonly org?: OrgOptions;
  /** Milliseconds that each answer of the org takes. */
  readonly latency?: number;
}

/** The org's allowance is not what is tried here. */
const DAILY_CALLS = 100_000_000;
const CONTACTS = 20;

/** Sets the stage for as long as it takes. */
export async function onStage<T>(
  { launcher, settings, log }: Plan,
  { workers, org: options = {}, latency = 0 }: StageOptions,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const org = await startOrg({ size: CONTACTS, dailyCalls: DAILY_CALLS, ...options });
  try {
    const control = new Control(org.controlUrl);
    log(`n8n starts in queue mode with ${workers} workers`);
    const instance = await Instance.start({ launcher, mode: 'queue', workers, settings });
    try {
      const credential = await instance.createUserCredential(org);
      await instance.workersReady();
      await control.post('latency', { ms: latency });
      return await work({ org, control, instance, credential });
    } finally {
      await instance.stop();
    }
  } finally {
    await org.close();
  }
}
