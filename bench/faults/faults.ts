import type { Way } from './writes/define';
import type { Fault } from '../../simulator/control/faults';

/** A request that a case depends on, and which of its kind is the one to go wrong. */
export type Target = Pick<Fault, 'method' | 'path' | 'skip' | 'times'>;

/** A row of the table: everything there is to know of what can go wrong. */
export interface FaultKind {
  readonly title: string;
  /** What happens to each request that the case depends on. */
  readonly happens?: Omit<Fault, keyof Target>;
  /** The code with which Salesforce itself says that it did nothing, and that it soon can. */
  readonly refusal?: string;
  /** Rows in the middle meet another transaction's lock. */
  readonly locks?: true;
  /** The sender cannot know whether the request was carried out. */
  readonly hidesWork?: true;
  /** It happens to every request of its kind that reads, not to one. */
  readonly lasts?: true;
  /** The code of the error of whatever cannot be done because of it. */
  readonly errorCode?: string;
  /** The ways to write in which some rows, or all, are left uncertain: no answer tells of them. */
  readonly leavesOpen?: readonly Way[];
}

export const BUSY = 'SERVER_UNAVAILABLE';
export const LOCKED = 'UNABLE_TO_LOCK_ROW';

/** A gateway between the client and Salesforce: no JSON, nothing that says what became of the request. */
const GATEWAY = {
  status: 503,
  body: '<html><body>Service Unavailable</body></html>',
  headers: { 'content-type': 'text/html' },
} as const;

export const FAULTS: readonly FaultKind[] = [
  { title: 'nothing goes wrong' },
  {
    title: 'Salesforce says 503, SERVER_UNAVAILABLE',
    happens: { status: 503, body: [{ errorCode: BUSY, message: 'Server is busy' }] },
    refusal: BUSY,
  },
  { title: 'a gateway says 503 before the work', happens: GATEWAY, hidesWork: true },
  { title: 'a gateway says 503 after the work', happens: { ...GATEWAY, done: true }, hidesWork: true },
  { title: 'rows are locked', locks: true, refusal: LOCKED },
  { title: 'the connection is cut before the work', happens: { cut: 'before' }, hidesWork: true },
  { title: 'the connection is cut after the work', happens: { cut: 'after' }, hidesWork: true },
  { title: 'the session expires', happens: { expire: true } },
];
