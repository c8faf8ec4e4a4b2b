import type { ObjectSchema, Row } from '../../types';
import type { OrgSchema } from '../../schema';
import { noRows, type SeedRows } from '../table';
import { idOf } from '../ids';
import { countsFor, type SeedContext, type SeedOptions } from './context';
import { accountRow, contactRow, userRow } from './people';
import { Calendar } from './random';
import { opportunityRow, taskRow } from './sales';

export { adminUserId, integrationUserId, type SeedOptions } from './context';

export const organizationId = idOf('00D', 1);

const defaultSize = 200;

/** Seeded dates lie around this day unless the org says another one. */
const defaultToday = new Date('2026-03-01T00:00:00Z');

type RowMaker = (number: number) => Row;

function defaultRecordType(schema: OrgSchema, objectName: string): string | null {
  const infos = schema.object(objectName)?.recordTypeInfos ?? [];
  return infos.find((info) => info.defaultRecordTypeMapping && !info.master)?.recordTypeId ?? null;
}

function makers(schema: OrgSchema, context: SeedContext): Map<string, [number, RowMaker]> {
  const { counts } = context;
  return new Map<string, [number, RowMaker]>([
    ['User', [counts.users, userRow(context)]],
    ['Account', [counts.accounts, accountRow(context, defaultRecordType(schema, 'Account'))]],
    ['Contact', [counts.contacts, contactRow(context)]],
    ['Opportunity', [counts.opportunities, opportunityRow(context, defaultRecordType(schema, 'Opportunity'))]],
    ['Task', [counts.tasks, taskRow(context)]],
  ]);
}

/** Rows that an org of this size begins with: the same ones in every run. */
export function createSeed(schema: OrgSchema, options: SeedOptions = {}): (object: ObjectSchema) => SeedRows {
  const context: SeedContext = {
    counts: countsFor(options.size ?? defaultSize),
    calendar: new Calendar(options.today ?? defaultToday),
    adminUsername: options.adminUsername ?? 'admin@simulated.example',
  };
  const byObject = makers(schema, context);
  return (object) => {
    const [count, row] = byObject.get(object.name) ?? [0, noRows.row];
    return { count, row };
  };
}
