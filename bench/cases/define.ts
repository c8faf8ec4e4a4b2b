import type { Sample } from '../measure';

/** The org that a case runs on, as a child process is told of it. */
export interface OrgAccess {
  url: string;
  /** A session of the administrator. */
  token: string;
  clientId: string;
  clientSecret: string;
  username: string;
  privateKeyFile: string;
  controlUrl: string;
}

/** What a side is to do, and where. */
export interface Task {
  org: OrgAccess;
  /** Records, rows or requests. */
  size: number;
  /** Folder of the run's own, for what is read from and written to disk. */
  folder: string;
  /** Folder of this package, built. */
  package: string;
  /** Folder of the built-in node's n8n-nodes-base. */
  builtin: string;
}

/** What the work itself tells. */
export type Outcome = Pick<Sample, 'done' | 'ms'>;

/** Prepares everything that the work is not to be charged with, and gives the work. */
export type Side = (task: Task) => Promise<() => Promise<Outcome>>;

/**
 * `floor`: the least that the job can be done with. `ours`: this package's node. `builtin`: n8n's own. `helper`: n8n's
 * request helper with no node around it, the least that the job can be done with inside n8n. `jsforce`: the library of that
 * name, outside n8n.
 */
export const SIDES = ['floor', 'ours', 'helper', 'builtin', 'jsforce'] as const;
export type SideName = (typeof SIDES)[number];

/** Everything that was measured of one case. */
export interface Figures {
  ours: Sample;
  /** Against the floor: wall time, processor time, peak memory, growth of memory. */
  wall: number;
  cpu: number;
  peak: number;
  growth: number;
  /** Wall time against n8n's request helper alone. */
  helper: number;
  /** Built-in to ours, milliseconds a record. */
  builtin: number;
  /** Ours, at a tenth of the size. */
  tenth: Sample | undefined;
}

/** What a figure is to be. */
export interface Bar {
  what: string;
  unit: '' | 'MB' | '×';
  of: (figures: Figures) => number | undefined;
  atMost?: number;
  atLeast?: number;
  /** The only latency it is for. */
  latency?: number;
  /** Only with the case's full size: an allowance that is in proportion, or a count. */
  fullSize?: boolean;
}

/** A row of the table: everything there is to know of a case. */
export interface Case {
  title: string;
  /** Records at full size. */
  size: number;
  /** Pairs of runs where nobody says how many; 3 when absent. For cases that take minutes. */
  runs?: number;
  /** Records that are done before measuring starts, as a running n8n has done; 0 measures the first time. */
  warm: number;
  /** Contacts that the org begins with. */
  orgSize: (size: number) => number;
  /** Custom objects that the org has besides. */
  objects?: number;
  /** Fields of the first of them. */
  fields?: number;
  sides: Partial<Record<SideName, Side>>;
  /** The built-in's records, where its pace does not allow for all. */
  builtinSize?: number;
  /** Runs ours at a tenth of the size too. */
  tenth?: boolean;
  bars: readonly Bar[];
  /** What the org must hold after the work on so many records of the case's `size`: this query counts `count`. */
  proof?: (done: number, size: number) => { soql: string; count: number };
}

export const MB = 1024 * 1024;

export const cpu = (atMost: number): Bar => ({
  what: 'processor time',
  unit: '×',
  of: (figures) => figures.cpu,
  atMost,
});

export const wall = (atMost: number): Bar => ({ what: 'wall time', unit: '×', of: (figures) => figures.wall, atMost });
