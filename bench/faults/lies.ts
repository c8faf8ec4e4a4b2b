import { LIE_NAMES, type LieName } from '../../simulator/control/lies';
import type { Way } from './writes/define';
import { BUSY, type FaultKind } from './faults';

/** Told to every request that reads: once, they would be a passing trouble, or none. */
const LASTING: ReadonlySet<LieName> = new Set([
  'countsFewer',
  'countsZero',
  'emptyPages',
  'lastPageEarly',
  'newPages',
  'otherOrder',
  'ownNextPage',
  'rowMissing',
  'rowTwice',
  'sameAgain',
]);

/** Results that do not tell of every row, and results of more rows than were sent. */
const UNTOLD: ReadonlyMap<LieName, readonly Way[]> = new Map([
  ['rowMissing', ['bulk', 'file']],
  ['rowTwice', ['bulk', 'file']],
]);

/** Five minutes are waited for each time, which nobody waits for here: tests of endless waits have a clock of their own. */
const TOO_LONG: ReadonlySet<LieName> = new Set(['busyForAges']);

function kindOf(lie: LieName): FaultKind {
  return {
    title: `the answer is a lie: ${lie}`,
    // Salesforce's own words for being busy say that nothing was done.
    ...(lie === 'busyForNonsense' ? { happens: { lie, done: false }, refusal: BUSY } : { happens: { lie } }),
    hidesWork: true,
    ...(LASTING.has(lie) ? { lasts: true } : {}),
    leavesOpen: UNTOLD.get(lie) ?? [],
  };
}

/** Every hostile answer of the org's as something that can go wrong. */
export const LIES: readonly FaultKind[] = [
  ...LIE_NAMES.filter((lie) => !TOO_LONG.has(lie)).map(kindOf),
  {
    title: 'all answers are a login page',
    happens: { lie: 'loginPage' },
    hidesWork: true,
    lasts: true,
    leavesOpen: ['bulk', 'file'],
  },
  {
    title: 'all answers break in the middle',
    happens: { lie: 'halfWithLength' },
    hidesWork: true,
    lasts: true,
    errorCode: 'CONNECTION_FAILED',
    leavesOpen: ['bulk', 'file'],
  },
];
