import { DEFAULT_API_VERSION, apiVersion } from '../../../salesforce/api';
import { Metadata, MetadataCache, type ObjectDescribe } from '../../../salesforce/describe';
import { InputError, SalesforceError } from '../../../salesforce/errors';
import type { Send } from '../../../salesforce/http';
import { readAccess, type Caller } from './access';
import { cancelSignal, pauseIn, retrying, uncancelled, type Pause } from './retry';
import { sendFor } from './send';

/** The org that the node is signed in to, as an operation or a form field sees it. */
export interface Org {
  readonly send: Send;
  /** The same without sending anything again: for whoever knows better what may be. */
  readonly sendOnce: Send;
  /** Sends although the execution was cancelled: for what must not be left behind in the org. */
  readonly lastWords: Send;
  /** API version, such as `67.0`. */
  readonly version: string;
  readonly metadata: Metadata;
  /** The workflow's, for dates without one. */
  readonly timeZone: string;
  readonly pause: Pause;
  /** Whether the execution was cancelled: nothing more is to be sent then. */
  readonly cancelled: () => boolean;
  /** Whether the node goes on with the other items when one fails (Settings > On Error). */
  readonly goesOn: boolean;
  /** Tells how far a long operation is: in the log and, where someone looks on, in the editor. */
  readonly say: (progress: string) => void;
}

const CACHES_KEPT = 50;
/** Shared by executions and by all requests of a form, so that opening a node asks for each list once. */
const caches = new Map<string, MetadataCache>();

/** Least recently used last to go: an instance that serves many credentials keeps those in use. */
function cacheFor(identity: string): MetadataCache {
  const cache = caches.get(identity) ?? new MetadataCache();
  caches.delete(identity);
  caches.set(identity, cache);
  const oldest = caches.keys().next();
  if (caches.size > CACHES_KEPT && oldest.done !== true) caches.delete(oldest.value);
  return cache;
}

/**
 * Opens the org of the node's credential; sends nothing yet.
 * @param version as the API Version option gives it; empty or absent for the default
 * @throws InputError when the credential is not connected or leads to no Salesforce host
 */
export async function openOrg(caller: Caller, version: string | undefined): Promise<Org> {
  const access = await readAccess(caller);
  const sendOnce = sendFor(caller, access);
  const pause = pauseIn(caller);
  const send = retrying(sendOnce, pause);
  const chosen = apiVersion(version === undefined || version.trim() === '' ? DEFAULT_API_VERSION : version);
  return {
    send,
    sendOnce,
    lastWords: sendFor(uncancelled(caller), access),
    version: chosen,
    metadata: new Metadata(send, chosen, cacheFor(access.identity)),
    timeZone: caller.getTimezone(),
    pause,
    cancelled: () => cancelSignal(caller)?.aborted === true,
    goesOn: 'continueOnFail' in caller && caller.continueOnFail(),
    say: (progress) => sayTo(caller, progress),
  };
}

function sayTo(caller: Caller, progress: string): void {
  caller.logger.info(`${caller.getNode().name}: ${progress}`);
  if ('sendMessageToUI' in caller && caller.getMode() === 'manual') caller.sendMessageToUI(progress);
}

/** What an execution was told of objects: the same for all its items, a refusal too. */
const told = new WeakMap<Metadata, Map<string, Promise<ObjectDescribe>>>();

/**
 * An object with its fields, from the cache where it is fresh. Asked for once in an execution, whatever the answer: ten
 * thousand items that name an object that does not exist are one request.
 * @throws InputError when the user signed in sees no such object
 */
export async function describeObject(org: Org, name: string): Promise<ObjectDescribe> {
  const objects = told.get(org.metadata) ?? new Map<string, Promise<ObjectDescribe>>();
  told.set(org.metadata, objects);
  const known = objects.get(name) ?? askFor(org, name);
  objects.set(name, known);
  return await known;
}

async function askFor(org: Org, name: string): Promise<ObjectDescribe> {
  return await org.metadata.object(name).catch((error: unknown) => {
    if (!(error instanceof SalesforceError) || error.status !== 404) throw error;
    throw new InputError(`There is no object “${name}” that the user signed in can see.`, {
      field: 'Object',
      actions: [
        'Check the API name (Salesforce Setup > Object Manager): those of custom objects end in __c.',
        'If the object exists, check the user’s Object Permissions in the profile or a permission set.',
      ],
    });
  });
}
