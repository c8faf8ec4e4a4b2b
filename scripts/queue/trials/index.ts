import type { Trial } from '../trial';
import { filesTrial } from './files';
import { killsTrial } from './kills';
import { rowsTrial } from './rows';
import { sessionsTrial } from './sessions';
import { waitsTrial } from './waits';
import { workersTrial } from './workers';

export const TRIALS = {
  sessions: sessionsTrial,
  workers: workersTrial,
  files: filesTrial,
  rows: rowsTrial,
  kills: killsTrial,
  waits: waitsTrial,
} satisfies Readonly<Record<string, Trial>>;

export type TrialName = keyof typeof TRIALS;

export const TRIAL_NAMES = Object.keys(TRIALS) as TrialName[];
