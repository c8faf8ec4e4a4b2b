import type { Clock, WriteOptions } from '../types';
import { adminUserId } from './seed';

/** A write of the admin's, past duplicate rules and assignment rules, for whoever prepares an org. */
export function adminWrite(clock: Pick<Clock, 'now'>): WriteOptions {
  return { userId: adminUserId, now: clock.now(), allowDuplicates: true, autoAssign: false };
}
