import { readFileSync, writeFileSync } from 'node:fs';

/** What one run of one side cost. */
export interface Sample {
  /** Milliseconds from the moment the work begins to its end. */
  ms: number;
  /** Milliseconds of processor time, of all threads of the side's process. */
  cpu: number;
  /** Records that the side accounted for. */
  done: number;
  /** Most memory that the process had resident while it worked, in bytes. */
  peak: number;
  /** By how much that is above what it had when the work began. */
  growth: number;
  /** Bytes that the process read and wrote, of files and connections; 0 where the system does not tell. */
  copied: number;
  /** Requests that the org counts against the allowance. */
  apiCalls: number;
  /** Everything that the org was asked, sign-in included. */
  requests: number;
  /** Bytes that the org answered, with the headers. */
  bytes: number;
  /** Token exchanges. */
  tokens: number;
  /** Bulk jobs that were created. */
  jobs: number;
}

/** A side that did not come to its end, in its own words. */
export interface Failed {
  failed: string;
}

export const isFailed = (sample: Failed | Sample): sample is Failed => 'failed' in sample;

/** The middle one in size; between the middle two of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** Each number of several samples by itself, at its median. */
export function middle(samples: readonly Sample[]): Sample {
  const of = (name: keyof Sample): number => median(samples.map((sample) => sample[name]));
  return {
    ms: of('ms'),
    cpu: of('cpu'),
    done: of('done'),
    peak: of('peak'),
    growth: of('growth'),
    copied: of('copied'),
    apiCalls: of('apiCalls'),
    requests: of('requests'),
    bytes: of('bytes'),
    tokens: of('tokens'),
    jobs: of('jobs'),
  };
}

/**
 * How many times as much the second of each pair takes as the first: the median of the pairs' own ratios, so that
 * what disturbs the machine for a while disturbs one pair, not the figure.
 */
export function ratioOfPairs(
  pairs: readonly (readonly [floor: Sample, ours: Sample])[],
  value: (sample: Sample) => number,
): number {
  return median(pairs.map(([floor, ours]) => value(ours) / value(floor)));
}

export const msPerRecord = ({ ms, done }: Sample): number => ms / done;

/** Counts this process's processor time from now on, in milliseconds. */
export function watchProcessor(): () => Pick<Sample, 'cpu'> {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1000 };
  };
}

/** Counts the bytes that this process reads and writes from now on. https://docs.kernel.org/filesystems/proc.html */
export function watchBytes(): () => Pick<Sample, 'copied'> {
  const before = bytesSoFar();
  return () => ({ copied: bytesSoFar() - before });
}

function bytesSoFar(): number {
  try {
    const [, read = 0, written = 0] = /^rchar: (\d+)\nwchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? [];
    return Number(read) + Number(written);
  } catch {
    return 0;
  }
}

/**
 * Watches the memory of this process from now on. On Linux the kernel keeps the peak of the process itself and can be
 * told to begin anew; elsewhere it is the peak since the process began. Not `resourceUsage().maxRSS` where that can be
 * helped: a child's begins with its parent's (execve(2) keeps it).
 */
export function watchMemory(): () => Pick<Sample, 'growth' | 'peak'> {
  // Everything that can be given back is: what loading has left is not to hide what the work takes.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const canRestart = restartPeak();
  const baseline = process.memoryUsage.rss();
  return () => {
    const peak = canRestart ? highWaterMark() : process.resourceUsage().maxRSS * 1024;
    return { peak, growth: Math.max(0, peak - baseline) };
  };
}

/** https://docs.kernel.org/filesystems/proc.html: 5 sets the peak to what is resident now. */
function restartPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function highWaterMark(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
