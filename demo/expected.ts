import { deepStrictEqual } from 'node:assert';

import type { RoundAccount } from './showcase';

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LEADS = { workflow: 'New leads from a form, without duplicates', status: 'success', refused: 1 };
const SYNC = { workflow: 'Nightly sync of accounts and contacts from CSV', status: 'success', refused: 17 };
const TASKS = { workflow: 'Tasks for stale opportunities', status: 'success', refused: 0 };
const CHAT = { workflow: 'Messages about new and changed opportunities', status: 'success', refused: 0 };
const CONTACTS = { workflow: 'Contacts kept the same in Salesforce and another system', status: 'success', refused: 0 };
const ORDERS = { workflow: 'Opportunities from platform events', status: 'success', refused: 0 };
const PIPELINE = { workflow: 'Pipeline report every Monday', status: 'success', refused: 0 };
const HANDOVER = { workflow: 'Hand-over of won opportunities', status: 'success', refused: 0 };
/** Which opportunities are stale depends on the day, and with them whose they are. */
const SOME = 'some';
const SESSION = { expired: 0, renewals: {} };

/** What the sample workflows do on a new org, and how often they have to sign in again. */
const EXPECTED = [
  { ...LEADS, ...SESSION, done: { created: 4, updated: 0 } },
  { ...LEADS, done: { created: 0, updated: 4 }, expired: 1, renewals: { refresh_token: 1 } },
  { ...SYNC, done: { created: 263, updated: 0 }, expired: 1, renewals: { [JWT_GRANT]: 1 } },
  { ...SYNC, ...SESSION, done: { created: 0, updated: 263 } },
  { ...TASKS, ...SESSION, done: { 'tasks created': 50, 'owners reminded': SOME } },
  { ...TASKS, ...SESSION, done: { 'tasks created': 50, 'owners reminded': SOME } },
  { ...CHAT, ...SESSION, done: { sent: 1 } },
  { ...CONTACTS, ...SESSION, done: { created: 2, updated: 0 } },
  { ...CONTACTS, ...SESSION, done: { created: 0, updated: 2 } },
  { ...ORDERS, ...SESSION, done: { created: 2, updated: 0 } },
  { ...ORDERS, ...SESSION, done: { created: 0, updated: 2 } },
  { ...PIPELINE, ...SESSION, done: { lines: 16, exported: 1 } },
  { ...HANDOVER, ...SESSION, done: { filed: 20, 'tasks created': 20, published: 20 } },
];

/** @throws AssertionError that shows the difference, when a run did something else than it is for */
export function checkRounds(rounds: readonly RoundAccount[]): void {
  const told = rounds.map(({ workflow, status, done, refused, expired, renewals = {} }) => ({
    workflow,
    status,
    done: withSome(done),
    refused: refused.length,
    expired,
    renewals,
  }));
  deepStrictEqual(told, EXPECTED);
}

function withSome({ 'owners reminded': owners = 0, ...done }: RoundAccount['done']): Record<string, number | string> {
  return owners > 0 ? { ...done, 'owners reminded': SOME } : done;
}
