import type { Row } from '../../types';
import { idOf } from '../ids';
import { below, Calendar, mix } from './random';

export interface SeedOptions {
  /** Number of contacts; the rest is in proportion. */
  size?: number;
  /** Username of the administrator. */
  adminUsername?: string;
  /** The day that seeded dates lie around. */
  today?: Date;
}

/** How many rows of each object an org of this many contacts has. */
export function countsFor(size: number) {
  const part = (share: number, least: number) => (size === 0 ? 0 : Math.max(least, Math.floor(size / share)));
  return {
    users: 12,
    accounts: part(10, 1),
    contacts: size,
    leads: part(4, 1),
    opportunities: part(5, 1),
    cases: part(8, 1),
    tasks: part(4, 1),
    events: part(20, 1),
    campaigns: size === 0 ? 0 : 3,
    campaignMembers: part(5, 1),
    invoices: part(10, 1),
    invoiceLines: 2 * part(10, 1),
    syncTests: part(10, 1),
  };
}

type Counts = ReturnType<typeof countsFor>;

export const organizationId = idOf('00D', 1);

export const adminUserId = idOf('005', 1);

/** Users who own records: the active sales people, after the administrator and the integration user. */
export const ownerId = (row: number, column: number): string => owners[mix(row, column) % owners.length] ?? adminUserId;

const owners = [3, 4, 5, 6, 7, 8].map((number) => idOf('005', number));

export interface SeedContext {
  counts: Counts;
  calendar: Calendar;
  adminUsername: string;
}

/** Owner and audit fields of a record that was made and last changed in the past five years. */
export function madeBy(context: SeedContext, row: number): { created: string; modified: string; daysOld: number } {
  const daysOld = 1 + below(1800, row, 90);
  const second = below(86_400, row, 91);
  const created = context.calendar.datetime(-daysOld, second);
  const modified =
    below(3, row, 92) === 0
      ? created
      : context.calendar.datetime(-below(daysOld, row, 93) - 1, 86_399 - below(10_000, row, 94));
  return { created, modified: modified < created ? created : modified, daysOld };
}

/** The fields that every record ends with. */
export function auditOf(userId: string, created: string, modified: string): Row {
  return {
    IsDeleted: false,
    CreatedDate: created,
    CreatedById: userId,
    LastModifiedDate: modified,
    LastModifiedById: userId,
    SystemModstamp: modified,
  };
}

/** Contact 1 to 10 work for account 1, and so on. */
export const accountNumberOf = (context: SeedContext, contact: number) =>
  Math.min(context.counts.accounts, Math.floor((contact - 1) / 10) + 1);

export const accountOfContact = (context: SeedContext, contact: number) =>
  idOf('001', accountNumberOf(context, contact));
