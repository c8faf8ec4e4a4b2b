import { apiVersion, checkVersion, DEFAULT_API_VERSION } from './api';
import { Describe, Metadata, type DescribeCache } from './describe';
import { dateOf, type Request, type Response, type Send } from './http';
import { apiUsage, type ApiUsage } from './limits';
import { dataPath, soapPath } from './path';
import { repeating } from './retry';

/** The org that a user is signed in to: the first argument of every function that talks to an org. */
export interface Org {
  /** Sends a request; retries reads that failed on the way. */
  readonly send: Send;
  /** The same without retries: for callers that know better what may be sent again. */
  readonly sendOnce: Send;
  /** Sends even after a cancellation: for cleanup in the org. */
  readonly lastWords: Send;
  /** API version, such as `67.0`. */
  readonly version: string;
  /** The org's schema, each object asked for once. */
  readonly describe: Describe;
  /** What the org's answers said of its limits. */
  readonly limits: Limits;
  /** Salesforce's time, which need not be the time here. */
  readonly clock: OrgClock;
  /** The IDs of Bulk jobs that were created here, with 18 characters: none comes a second time. */
  readonly createdJobs: Set<string>;
  /** Waits so many milliseconds; rejects when the execution is canceled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Whether the execution was canceled: nothing more is to be sent then. */
  readonly cancelled: () => boolean;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** 0 to 1; scatters waits. */
  readonly random: () => number;
}

/** All of an org that planning a request takes. */
export type Versioned = Pick<Org, 'version'>;

interface Limits {
  /** From the last response that contains it. */
  usage: ApiUsage | undefined;
}

interface OrgClock {
  /** Milliseconds, from the Date header of the last response that has one. */
  time: number | undefined;
}

/** What sends the requests, and what waits. */
export interface OrgSettings
  extends Pick<Org, 'wait'>, Partial<Pick<Org, 'cancelled' | 'lastWords' | 'now' | 'random'>> {
  readonly send: Send;
  /** Empty or absent for the default. */
  readonly version?: string | undefined;
  /** What is kept of the schema beyond this org's life. */
  readonly cache?: DescribeCache;
}

/** Whether the version may be one that the org does not have: SOAP has a fault of its own for that. */
function isWithoutVersion({ status, body }: Response): boolean {
  if (NO_RESOURCE.has(status)) return true;
  return status === 500 && typeof body === 'string' && body.includes('UNSUPPORTED_API_VERSION');
}

/** What Salesforce answers where a version has no such resource, or where there is no such version. */
const NO_RESOURCE: ReadonlySet<number> = new Set([404, 410]);

/**
 * An org over something that carries requests; sends nothing yet.
 * @throws InputError when the version is not one
 */
export function createOrg(settings: OrgSettings): Org {
  const { cancelled = () => false, now = Date.now, random = Math.random, wait } = settings;
  const limits: Limits = { usage: undefined };
  const clock: OrgClock = { time: undefined };
  const sendOnce: Send = async (request) => {
    const response = await settings.send(request);
    limits.usage = apiUsage(response) ?? limits.usage;
    clock.time = dateOf(response) ?? clock.time;
    if (isWithoutVersion(response) && isVersionInDoubt(request)) checkVersion(chosen, await offered());
    return response;
  };
  const send = repeating(sendOnce, { wait, random });
  const { version = '' } = settings;
  const chosen = apiVersion(version.trim() === '' ? DEFAULT_API_VERSION : version);
  const describe = new Describe(new Metadata(send, chosen, settings.cache));
  const isVersionInDoubt = ({ path }: Request): boolean =>
    chosen !== DEFAULT_API_VERSION &&
    [dataPath(chosen), soapPath(chosen, 's'), soapPath(chosen, 'u')].some((start) => path.startsWith(start));
  // If the list cannot be read, the response says what there is to say.
  const offered = async () => await describe.versions().catch(() => []);
  return {
    send,
    sendOnce,
    lastWords: settings.lastWords ?? settings.send,
    version: chosen,
    describe,
    limits,
    clock,
    createdJobs: new Set(),
    wait,
    cancelled,
    now,
    random,
  };
}
