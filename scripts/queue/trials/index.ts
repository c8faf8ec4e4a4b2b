import type { Trial } from '../trial';
import { sessionsTrial } from './sessions';

export const TRIALS = { sessions: sessionsTrial } satisfies Readonly<Record<string, Trial>>;

export type TrialName = keyof typeof TRIALS;

export const TRIAL_NAMES = Object.keys(TRIALS) as TrialName[];
