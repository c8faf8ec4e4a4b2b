import { parseArgs } from 'node:util';

import { axiosSend } from './axiosSend';
import { MOST_GIVEN } from '../nodes/SalesforceConnector/triggers/poll/shares';
import { MOST_KEPT } from '../nodes/SalesforceConnector/triggers/poll/watch';
import {
  CHANGES_PER_PAGE,
  changesIn,
  changesSince,
  newestChange,
  pollChanges,
  readChanges,
  storedChanges,
  timeFieldOf,
  type StoredChanges,
} from '../salesforce/changes';
import { DescribeCache } from '../salesforce/describe';
import { createOrg } from '../salesforce/org';
import { startOrg, type RunningOrg } from '../simulator';
import { Control } from '../simulator/control/client';
import { adminUserId, adminWrite } from '../simulator/data';

const USAGE = `Counts what polls of the trigger cost: requests to the simulated org, and the size of what is kept between them.

  npm run polling

  --help
`;

const MINUTE = 60_000;
const DAY_IN_MINUTES = 1_440;
const MANY = 100_000;
const NUMBER = new Intl.NumberFormat('en-US');

/** Polls of contacts on the simulated org, whose clock is a minute later at each poll. */
class PollingBench {
  readonly #control: Control;
  /** As a poll of the node keeps it: for an hour. */
  readonly #cache: DescribeCache;
  #passed = 0;
  #state: StoredChanges | undefined;

  constructor(private readonly running: RunningOrg) {
    this.#control = new Control(running.controlUrl);
    this.#cache = new DescribeCache({ freshFor: 60 * MINUTE, now: () => this.#now() });
  }

  /** The number of records that a poll gives, and the size of its state in characters. */
  async poll(): Promise<{ given: number; size: number }> {
    this.#passed += MINUTE;
    this.running.org.clock.advance(MINUTE);
    const wait = async () => await Promise.reject(new Error('Nothing fails here, so nothing is tried again.'));
    const org = createOrg({ send: axiosSend(this.#session()), cache: this.#cache, now: () => this.#now(), wait });
    const { name, ...described } = await org.describe.object('Contact');
    const timeField = timeFieldOf({ name, ...described }, 'createdOrUpdated');
    const records = { object: name, fields: ['Name'], timeField, areDeleted: false };
    if (this.#state === undefined) {
      this.#state = storedChanges(changesSince((await newestChange(org, records)).clock));
      return { given: 0, size: 0 };
    }
    const { changes, state } = await pollChanges(changesIn(org, records), readChanges(this.#state), {
      longestTransaction: 15 * MINUTE,
      followsTransactions: false,
      wants: () => true,
      mostGiven: MOST_GIVEN,
      mostKept: MOST_KEPT,
      mostPrints: 0,
      manyKept: CHANGES_PER_PAGE,
      isOver: () => false,
    });
    this.#state = storedChanges(state);
    return { given: changes.length, size: JSON.stringify(this.#state).length };
  }

  async apiCalls(): Promise<number> {
    return (await this.#control.stats()).apiCalls;
  }

  /** Contacts that all have the same time. */
  create(count: number): void {
    const { store, clock } = this.running.org;
    const contact = store.schema.object('Contact');
    if (contact === undefined) throw new Error('There are no contacts.');
    const options = adminWrite(clock);
    for (let n = 0; n < count; n += 1) store.insert(contact, { LastName: `Contact ${n}` }, options);
  }

  #now(): number {
    return Date.now() + this.#passed;
  }

  /** A session may not last until the next poll. */
  #session() {
    const { clientId, sessions, url, username } = this.running;
    const { token } = sessions.open({ userId: adminUserId, username, clientId, scopes: ['api'], grantId: null });
    return { instanceUrl: url, accessToken: token };
  }
}

async function quietDay(bench: PollingBench): Promise<string> {
  await bench.poll();
  const before = await bench.apiCalls();
  let size = 0;
  for (let minute = 0; minute < DAY_IN_MINUTES; minute += 1) size = Math.max(size, (await bench.poll()).size);
  const calls = (await bench.apiCalls()) - before;
  return `A quiet day: ${NUMBER.format(DAY_IN_MINUTES)} polls, ${NUMBER.format(calls)} API calls, a state of ${size} characters`;
}

async function manyAtOnce(bench: PollingBench): Promise<string> {
  bench.create(MANY);
  const before = await bench.apiCalls();
  let [polls, given, largest] = [0, 0, 0];
  while (given < MANY) {
    const poll = await bench.poll();
    polls += 1;
    given += poll.given;
    largest = Math.max(largest, poll.size);
  }
  const calls = (await bench.apiCalls()) - before;
  let size = Infinity;
  for (let minute = 0; minute < 20; minute += 1) ({ size } = await bench.poll());
  return (
    `${NUMBER.format(MANY)} changes in one second: ${polls} polls, ${NUMBER.format(calls)} API calls, ` +
    `a state of ${NUMBER.format(largest)} characters at most, ${size} after 20 minutes more`
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const running = await startOrg({ size: 100 });
  try {
    const bench = new PollingBench(running);
    process.stdout.write(`${await quietDay(bench)}\n`);
    process.stdout.write(`${await manyAtOnce(bench)}\n`);
  } finally {
    await running.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
