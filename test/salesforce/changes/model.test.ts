import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { ChangesState, ChangeSource } from '../../../salesforce/changes';
import { ModelHost, type Breakage, type Left, type Watched } from './modelHost';
import { DAY, HOUR, MINUTE, ModelOrg, type Version, type Write } from './modelOrg';

/** Random histories of each kind of watch; more of them with CHANGES_RUNS=100000. */
const RUNS = Number(process.env['CHANGES_RUNS'] ?? 600);
/** Printed with the counts; the same histories again with CHANGES_SEED. */
const SEED = Number(process.env['CHANGES_SEED'] ?? Date.now() % 1_000_000_000);

const LONGEST = 10 * MINUTE;
const WINDOW = 15 * MINUTE;
/** By how much the delete log's times may differ from the records'. */
const SKEW = 6_000;
/** Two deletions of a record within this time are one. */
const SAME_DELETION = 10_000;

type Step =
  | { readonly what: 'poll'; readonly poll: Poll }
  | { readonly what: 'reactivate' | 'restart' }
  | { readonly what: 'setClock'; readonly by: number }
  | { readonly what: 'sleep'; readonly milliseconds: number }
  | { readonly what: 'write'; readonly writes: readonly Write[]; readonly lasts: number };

interface Poll {
  readonly failsAt: number | undefined;
  readonly killed: Left | undefined;
  readonly takes: number;
  readonly overlaps: boolean;
  readonly pages: number;
  readonly meanwhile: readonly Write[];
  /** By how much the answers' times are wrong. */
  readonly lie: number;
}

const pick = fc.nat({ max: 40 });
const field = fc.nat({ max: 2 });
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), field }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('update' as const), pick, field }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom<'delete' | 'hardDelete' | 'purge' | 'undelete'>('delete', 'hardDelete', 'purge', 'undelete'),
      pick,
    }),
  },
);
/** All at one time: more than a page, than a poll gives, than a state keeps. */
const writes = fc.oneof(
  { weight: 6, arbitrary: fc.array(write, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(write, { minLength: 5, maxLength: 25 }) },
);

/** Once in a while, what else does not happen. */
const sometimes = <T, Usual>(unusual: fc.Arbitrary<T>, usual: Usual): fc.Arbitrary<T | Usual> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: unusual });

const poll: fc.Arbitrary<Poll> = fc.record({
  failsAt: sometimes(fc.integer({ min: 1, max: 4 }), undefined),
  killed: sometimes(fc.constantFrom<Left>('both', 'execution', 'nothing', 'state'), undefined),
  takes: fc.constantFrom(10, 300, 1_200),
  overlaps: sometimes(fc.constant(true), false),
  pages: fc.constantFrom(1, 2, 5, 50),
  meanwhile: sometimes(fc.array(write, { minLength: 1, maxLength: 2 }), []),
  lie: sometimes(fc.constantFrom(-5 * HOUR, -20_000, 20_000, 20 * MINUTE, 5 * HOUR, 973 * 365 * DAY), 0),
});

const stepsOf = (longest: number): fc.Arbitrary<Step[]> => {
  const lasts = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: longest }) },
    { weight: 1, arbitrary: fc.constant(longest) },
  );
  const pause = fc.constantFrom(50, 700, 1_000, 20_000, MINUTE, MINUTE, MINUTE, 6 * MINUTE, 14 * MINUTE, HOUR, 3 * DAY);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ what: fc.constant('write' as const), writes, lasts }) },
    { weight: 6, arbitrary: fc.record({ what: fc.constant('sleep' as const), milliseconds: pause }) },
    { weight: 6, arbitrary: fc.record({ what: fc.constant('poll' as const), poll }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('restart' as const, 'reactivate' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('setClock' as const), by: fc.constantFrom(-7 * HOUR, -MINUTE, -2_000) }),
    },
  );
  return fc.array(step, { minLength: 4, maxLength: 30 });
};

const QUIET: Poll = {
  failsAt: undefined,
  killed: undefined,
  takes: 10,
  overlaps: false,
  pages: 50,
  meanwhile: [],
  lie: 0,
};

/** Lives through a history, then polls until everything must have been given. */
async function live(watched: Watched, steps: readonly Step[], breakage: Breakage) {
  const org = new ModelOrg(watched.logSkew);
  org.write(
    [
      { do: 'create', field: 0 },
      { do: 'create', field: 1 },
    ],
    0,
  );
  org.advance(HOUR);
  const host = new ModelHost(org, watched, breakage);
  const since = Math.floor(org.now / 1000) * 1000;
  let isKilled = false;
  const runPoll = async ({ meanwhile, ...step }: Poll) => {
    isKilled ||= step.killed !== undefined;
    // A value that was given, of which no state is left, and that went back to what it was, nobody can know of.
    const isUnknowable = watched.onlyWhenFieldChanges && step.killed === 'execution';
    await host.poll({
      ...step,
      killed: isUnknowable ? 'both' : step.killed,
      meanwhile: () => meanwhile.length > 0 && org.write(meanwhile, 0),
    });
  };
  for (const step of steps) {
    if (step.what === 'poll') await runPoll(step.poll);
    else if (step.what === 'sleep') org.advance(step.milliseconds);
    else if (step.what === 'write') org.write(step.writes, step.lasts);
    else if (step.what === 'setClock') host.setClock(step.by);
    else if (step.what === 'reactivate') host.reactivate();
    else host.restart();
    isKilled ||= step.what === 'restart';
  }
  org.advance(5 * HOUR);
  for (let polls = 0; polls < 40; polls += 1) {
    await runPoll(QUIET);
    org.advance(6 * MINUTE);
  }
  return {
    host,
    expected: (watched.kind === 'deleted' ? org.deletions() : org.found(watched.kind)).filter(
      ({ version, time }) => Math.min(version.time, time) >= since,
    ),
    isKilled,
  };
}

const counts = { histories: 0, polls: 0, events: 0, repeated: 0 };

/** Two deletions of a record are one if they are close, by the times of the log or of the records. */
const isSameDeletion =
  (version: Version, { logSkew }: Watched) =>
  ({ id, time }: Version): boolean =>
    id === version.id && Math.abs(time - version.time) <= SAME_DELETION + 2 * logSkew;

/** What went wrong in a history; undefined if nothing did. */
async function faultOf(watched: Watched, steps: readonly Step[], breakage: Breakage = {}): Promise<string | undefined> {
  const { host, expected, isKilled } = await live(watched, steps, breakage);
  const last = new Map<string, Version>();
  const numbers = new Set<number | string>();
  let repeated = 0;
  for (const version of host.given) {
    const key = watched.kind === 'created' ? version.id : version.number;
    const before = last.get(version.id);
    if (numbers.has(key)) repeated += 1;
    else if (watched.onlyWhenFieldChanges && before?.field === version.field && !isKilled) return 'given unchanged';
    numbers.add(key);
    last.set(version.id, version);
  }
  counts.histories += 1;
  counts.polls += host.polls;
  counts.events += host.given.length;
  counts.repeated += repeated;
  const isExact = watched.engine === 'durable' || !isKilled;
  if (isExact && repeated > 0) return `given twice: ${repeated}`;
  const lost = expected.filter(({ version }) => {
    if (watched.kind === 'updated' && version.time === version.created) return false;
    if (watched.kind === 'created' && version.undeleted) return false;
    if (watched.onlyWhenFieldChanges) return last.get(version.id)?.field !== version.field;
    if (watched.kind === 'deleted' && host.given.some(isSameDeletion(version, watched))) return false;
    return !numbers.has(watched.kind === 'created' ? version.id : version.number);
  });
  return lost.length > 0 ? `lost: ${lost.length}` : undefined;
}

const common = { onlyWhenFieldChanges: false, followsTransactions: false, longestTransaction: WINDOW, logSkew: 0 };

const WATCHES: readonly Watched[] = (['memory', 'durable'] as const).flatMap((engine) => [
  ...(['created', 'updated', 'createdOrUpdated', 'deleted'] as const).map((kind) => ({ ...common, engine, kind })),
  { ...common, engine, kind: 'createdOrUpdated' as const, onlyWhenFieldChanges: true },
  { ...common, engine, kind: 'createdOrUpdated' as const, followsTransactions: true },
  { ...common, engine, kind: 'deleted' as const, followsTransactions: true },
  ...[false, true].map((followsTransactions) => ({
    ...common,
    engine,
    kind: 'deleted' as const,
    followsTransactions,
    logSkew: SKEW,
  })),
]);

const nameOf = ({ engine, kind, onlyWhenFieldChanges, followsTransactions, logSkew }: Watched): string =>
  [
    kind,
    onlyWhenFieldChanges ? 'only when a field changes' : '',
    followsTransactions ? 'with transactions of hours' : '',
    logSkew > 0 ? 'with a delete log that has other times' : '',
    `state kept as by the ${engine} engine`,
  ]
    .filter((part) => part !== '')
    .join(', ');

const longestIn = ({ followsTransactions }: Watched): number => (followsTransactions ? 4 * HOUR : LONGEST);

describe('In every history, what changed is given at least once, and once while the state is kept', () => {
  test.each(WATCHES.map((watched) => ({ name: nameOf(watched), watched })))(
    '$name',
    async ({ watched }) => {
      await fc.assert(
        fc.asyncProperty(stepsOf(longestIn(watched)), async (steps) => {
          expect(await faultOf(watched, steps)).toBeUndefined();
        }),
        { numRuns: Math.ceil(RUNS / 3), seed: SEED },
      );
    },
    600_000,
  );
});

afterAll(() => {
  const { histories, polls, events, repeated } = counts;
  process.stdout.write(
    `${histories} histories, ${polls} polls, ${events} changes given, ${repeated} again after a kill; seed ${SEED}\n`,
  );
});

const forgetting = (most: number) => (state: ChangesState) => ({
  ...state,
  given: new Map([...state.given].slice(Math.max(0, state.given.size - most))),
});

const withoutLog = ({ page, covered }: ChangeSource): ChangeSource => ({ page, covered });

const BROKEN: readonly { name: string; breakage: Breakage; watched?: Partial<Watched> }[] = [
  {
    name: 'a position that is a time without an ID',
    breakage: {
      source: (source) => ({
        ...source,
        page: async ({ time, id }) => await source.page(id === undefined ? { time } : { time: time + 1 }),
      }),
    },
  },
  { name: 'no window for transactions that run', breakage: {}, watched: { longestTransaction: 0 } },
  {
    name: 'a window without the set of what was given',
    breakage: { state: forgetting(0) },
    watched: { engine: 'durable' },
  },
  { name: 'a set that forgets too early', breakage: { state: forgetting(2) }, watched: { engine: 'durable' } },
  { name: 'a state kept before what was given has arrived', breakage: { keepsBefore: false } },
  {
    name: 'a record taken for final in the second in which it was written',
    breakage: {
      source: (source) => ({
        ...source,
        page: async (from) => {
          const page = await source.page(from);
          return { ...page, asOf: page.asOf + 3_000 };
        },
      }),
    },
  },
  {
    name: 'the time of a clock that is hours ahead of Salesforce',
    breakage: {
      source: (source) => ({
        ...source,
        page: async (from) => {
          const page = await source.page(from);
          return { ...page, asOf: page.asOf + 2 * HOUR };
        },
      }),
    },
  },
  { name: 'no delete log', breakage: { source: withoutLog }, watched: { kind: 'deleted' } },
  {
    name: 'no window for transactions that delete',
    breakage: {},
    watched: { kind: 'deleted', longestTransaction: 0 },
  },
  {
    name: 'deletions taken for two whose times in the delete log are others',
    breakage: {},
    watched: { kind: 'deleted', engine: 'durable', logSkew: 4 * SAME_DELETION },
  },
  {
    name: 'a delete log that is read further back than is remembered',
    breakage: {
      state: (state) => ({ ...state, given: new Map([...state.given].filter(([, time]) => time >= state.from.time)) }),
    },
    watched: { kind: 'deleted', engine: 'durable' },
  },
];

describe('The same histories find out', () => {
  test.each(BROKEN)(
    '$name',
    async ({ name, breakage, watched: changes = {} }) => {
      const watched: Watched = { ...common, engine: 'memory', kind: 'createdOrUpdated', ...changes };
      const details = await fc.check(
        fc.asyncProperty(stepsOf(LONGEST), async (steps) => (await faultOf(watched, steps, breakage)) === undefined),
        { numRuns: 3_000, seed: SEED, endOnFailure: true },
      );
      expect(details.failed).toBe(true);
      process.stdout.write(`Caught after ${details.numRuns} histories: ${name}\n`);
    },
    120_000,
  );
});
