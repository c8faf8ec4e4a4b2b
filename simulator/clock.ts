import type { Clock } from './types';

/** Real time, plus what the control address moved it by. Starts at `start`, when given, and runs on from there. */
export function createClock(start?: Date): Clock {
  const initial = start === undefined ? 0 : start.getTime() - Date.now();
  let offset = initial;
  return {
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    reset: () => {
      offset = initial;
    },
  };
}
