import type { IPollFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';

import { DescribeCache } from '../../../salesforce/describe';
import { Lru } from '../../../salesforce/lru';
import { createOrg, type Org } from '../../../salesforce/org';
import { readAccess, type Caller } from './access';
import { Attempts } from './attempts';
import { cancelSignal, pause, uncancelled } from './cancellation';
import { withinPoll } from './deadline';
import { Hints } from './hints';
import type { Labels } from './labels';
import { sendFor } from './send';

/** The org that the node is signed in to, as an operation or a form field sees it. */
export interface NodeOrg extends Org {
  /** The same for everything that signs in to one org as one user with one credential. */
  readonly identity: string;
  /** Its origin, as far as it is known before a request. */
  readonly origin: string | undefined;
  /**
   * What the session may be used for, separated by spaces, where the credential says it; after a request, since it is the
   * first one that signs in with client credentials.
   */
  readonly scopes: () => Promise<string | undefined>;
  /** The workflow's time zone, for dates without one. */
  readonly timeZone: string;
  /** Whether the node continues with the other items when one fails (Settings > On Error). */
  readonly goesOn: boolean;
  /** What became of the items when n8n has run the node before, by Retry On Fail. */
  readonly attempts: Attempts;
  /** What the form's fields are called. */
  readonly labels: Labels;
  /** What to say besides the output, if the run succeeds. */
  readonly hints: Hints;
  /** Reports the progress of a long operation: in the log and, in manual executions, in the editor. */
  readonly say: (progress: string) => void;
}

/**
 * By credential. Shared by executions and by all requests of a form, so that opening a node requests each list once.
 */
const caches = new Lru<DescribeCache>(50);

/**
 * Opens the org of the node's credential; sends nothing yet.
 * @param version from the option API Version; empty or absent for the default
 * @throws InputError, AdvisedError when the credential is not connected or does not point to a Salesforce host
 */
export async function openOrg(caller: Caller, version: string | undefined, labels: Labels): Promise<NodeOrg> {
  const access = await readAccess(caller);
  const org = createOrg({
    send: isPoll(caller) ? withinPoll(caller, sendFor(caller, access)) : sendFor(caller, access),
    lastWords: sendFor(uncancelled(caller), access),
    version,
    cache: cacheFor(caller, access.identity),
    wait: (milliseconds) => pause(Math.min(milliseconds, longestWaitOf(caller)), cancelSignal(caller)),
    cancelled: () => cancelSignal(caller)?.aborted === true,
  });
  return {
    ...org,
    identity: access.identity,
    origin: access.home,
    scopes: async () => (await readAccess(caller)).scopes,
    timeZone: caller.getTimezone(),
    goesOn: 'continueOnFail' in caller && caller.continueOnFail(),
    attempts: new Attempts(caller),
    labels,
    hints: new Hints(),
    say: (progress) => sayTo(caller, progress),
  };
}

/** Milliseconds for which a trigger believes a description: one a minute would double the cost of quiet polls. */
const FRESH_FOR_TRIGGERS = 3_600_000;

function cacheFor(caller: Caller, identity: string): DescribeCache {
  const isTrigger = (isPoll(caller) || isStream(caller) || isWebhook(caller)) && caller.getMode() !== 'manual';
  if (!isTrigger) return caches.getOrSet(identity, () => new DescribeCache());
  return caches.getOrSet(`trigger ${identity}`, () => new DescribeCache({ freshFor: FRESH_FOR_TRIGGERS }));
}

function isPoll(caller: Caller): caller is IPollFunctions {
  return '__emit' in caller;
}

function isStream(caller: Caller): caller is ITriggerFunctions {
  return 'emitError' in caller;
}

function isWebhook(caller: Caller): caller is IWebhookFunctions {
  return 'getResponseObject' in caller;
}

/** Longest that somebody who looks at a form is kept waiting before a list is asked for again. */
const FORM_WAIT_MS = 5_000;
/** The same for a poll, which n8n does not wait for, and for a message, which Salesforce waits 60 seconds for: both come again. */
const TRIGGER_WAIT_MS = 5_000;

function longestWaitOf(caller: Caller): number {
  if ('getCurrentNodeParameter' in caller) return FORM_WAIT_MS;
  return isPoll(caller) || isWebhook(caller) ? TRIGGER_WAIT_MS : Infinity;
}

function sayTo(caller: Caller, progress: string): void {
  caller.logger.info(`${caller.getNode().name}: ${progress}`);
  if ('sendMessageToUI' in caller && caller.getMode() === 'manual') caller.sendMessageToUI(progress);
}
