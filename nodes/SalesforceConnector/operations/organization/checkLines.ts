import { answerText, redact } from '../../../../salesforce/errors';
import type { ConnectionFacts, Learned } from '../../../../salesforce/organization/connection';
import type { OrgLimit } from '../../../../salesforce/organization/limits';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { adviceOn } from '../../host/advice';
import type { NodeOrg } from '../../host/org';
import { GRANT_VIEW_SETUP, lacksViewSetup } from './viewSetup';

/** One thing that was checked. */
export interface CheckLine {
  readonly check: string;
  readonly status: 'good' | 'problem' | 'unknown' | 'warning';
  readonly result: string;
  /** Empty where nothing is to be done. */
  readonly whatToDo: string;
}

type CheckResult = Omit<CheckLine, 'check'>;
type Connection = Pick<NodeOrg, 'labels' | 'version'> & { readonly scopes: string | undefined };

interface Permission {
  readonly name: string;
  readonly label: string;
  /** What it takes the permission for; without it, the connection is of no use. */
  readonly for: string;
  readonly isRequired?: true;
}

/** By the names of their fields in UserPermissionAccess. */
export const PERMISSIONS: readonly Permission[] = [
  { name: 'PermissionsApiEnabled', label: 'API Enabled', for: 'any request', isRequired: true },
  { name: 'PermissionsBulkApiHardDelete', label: 'Bulk API Hard Delete', for: 'loads that delete for good' },
  { name: 'PermissionsViewAllData', label: 'View All Data', for: 'reading records that nobody shares with the user' },
  {
    name: 'PermissionsModifyAllData',
    label: 'Modify All Data',
    for: 'changing records that nobody shares with the user',
  },
];

/** What was learned of a connection, one line each: good, or what to do. */
export function checkLines(facts: ConnectionFacts, org: Connection): CheckLine[] {
  const line = <T>(check: string, learned: Learned<T>, judge: (told: T) => CheckResult): CheckLine =>
    learned instanceof Error
      ? {
          check,
          status: 'problem',
          result: redact(learned.message),
          whatToDo: adviceOn(learned, org.labels, true).actions.join(' '),
        }
      : { check, ...judge(learned) };
  // Workflows that run need no permission to see limits.
  const limitLine = (check: string, name: string, what: string): CheckLine =>
    lacksViewSetup(facts.limits)
      ? { check, ...unknown(redact(facts.limits.message), `To see it: ${GRANT_VIEW_SETUP}`) }
      : line(check, facts.limits, (limits) => limitVerdict(limits, name, what));
  return [
    line('User', facts.user, ({ name, preferred_username, active }) => {
      const result = `${name ?? ''} (${preferred_username})`.trim();
      return active === false ? problem(result, 'Activate the user in Setup > Users.') : good(result);
    }),
    line('Organization', facts.organization, (row) => good(organizationWords(row))),
    line('API Version', facts.versions, (versions) => versionVerdict(versions, org.version)),
    ...(org.scopes === undefined ? [] : [{ check: 'Scopes', ...scopeVerdict(org.scopes) }]),
    limitLine('API Requests', 'DailyApiRequests', 'in 24 hours'),
    limitLine('Bulk Loads', 'DailyBulkApiBatches', 'batches in 24 hours'),
    ...PERMISSIONS.map((permission) =>
      line(permission.label, facts.permissions, (row) => permissionVerdict(row, permission)),
    ),
  ];
}

const good = (result: string): CheckResult => ({ status: 'good', result, whatToDo: '' });
const warning = (result: string, whatToDo: string): CheckResult => ({ status: 'warning', result, whatToDo });
const problem = (result: string, whatToDo: string): CheckResult => ({ status: 'problem', result, whatToDo });
const unknown = (result: string, whatToDo = ''): CheckResult => ({ status: 'unknown', result, whatToDo });

function organizationWords(row: SalesforceRecord): string {
  const text = (name: string): string => answerText(row[name] ?? '');
  const kind = row['IsSandbox'] === true ? 'sandbox' : 'production';
  return `${text('Name')} (${text('Id')}), ${text('OrganizationType')}, ${kind}, instance ${text('InstanceName')}`;
}

function versionVerdict(versions: readonly string[], version: string): CheckResult {
  const newest = versions.at(-1) ?? '';
  if (versions.includes(version)) return good(`${version}; the org’s newest is ${newest}`);
  return problem(
    `The org has no version ${version}; its newest is ${newest}.`,
    `Set API Version to ${newest} under Options.`,
  );
}

function scopeVerdict(scopes: string): CheckResult {
  const names = scopes.split(/\s+/);
  if (names.includes('api') || names.includes('full')) return good(scopes);
  return problem(
    scopes,
    'Add the scope “api” to the app and to the credential’s Scopes, then connect the credential again.',
  );
}

/** Share of a limit that is left when it is time to look. */
const FEW = 0.1;

function limitVerdict(limits: readonly OrgLimit[], name: string, what: string): CheckResult {
  const limit = limits.find((one) => one.name === name);
  if (limit === undefined) return unknown('The org names no such limit.');
  const result = `${limit.remaining} of ${limit.max} ${what} are left`;
  if (limit.remaining <= 0)
    return problem(result, 'Wait until requests of the last 24 hours expire, or ask Salesforce for more.');
  if (limit.remaining >= limit.max * FEW) return good(result);
  return warning(result, 'Run large workflows later, or let them stop earlier with the option Stop at API Usage.');
}

function permissionVerdict(row: SalesforceRecord, { name, label, for: purpose, isRequired }: Permission): CheckResult {
  const granted = row[name];
  if (granted === true) return good(`granted; needed for ${purpose}`);
  if (granted !== false) return unknown('Salesforce does not tell.');
  const result = `not granted; needed for ${purpose}`;
  return isRequired === true ? problem(result, `Grant ${label} with a permission set.`) : good(result);
}
