import { DASHBOARDS } from '../../analytics/dashboards';
import { REPORTS } from '../../analytics/reports';
import { APPROVAL_PROCESSES } from '../../approvals/processes';
import type { Row, Scalar } from '../../types';
import type { OrgSchema } from '../../schema';
import type { SeedRows } from '../table';
import { idOf } from '../ids';
import { adminUserId, auditOf, type SeedContext } from './context';

/** Rows of a short list. */
function listed(keyPrefix: string, context: SeedContext, rows: readonly Row[]): SeedRows {
  const made = context.calendar.datetime(-2000, 36_000);
  const complete = rows.map((row, index) => ({
    Id: idOf(keyPrefix, index + 1),
    ...row,
    ...auditOf(adminUserId, made, made),
  }));
  return { count: complete.length, row: (number) => complete[number - 1] ?? {} };
}

const productNames: readonly (readonly [string, string])[] = [
  ['Router', 'Hardware'],
  ['Sensor', 'Hardware'],
  ['Gateway', 'Hardware'],
  ['Terminal', 'Hardware'],
  ['Cloud Seat', 'Software'],
  ['Analytics', 'Software'],
  ['Installation', 'Services'],
  ['Support Plan', 'Services'],
];

const grades = ['Basic', 'Plus', 'Pro'] as const;

const products = productNames.flatMap(([name, family]) =>
  grades.map((grade, index) => ({
    name: `${name} ${grade}`,
    family,
    code: `${name.replace(/[^A-Z]/g, '').padEnd(2, 'X')}-${String(100 * (index + 1))}-${name.slice(-3).toUpperCase()}`,
    price: 49 * (index + 1) + name.length * 10,
  })),
);

/** The record types that the schema's objects name. */
function recordTypes(schema: OrgSchema): Row[] {
  return schema.objects
    .flatMap((object) => object.recordTypeInfos.filter((info) => !info.master).map((info) => ({ object, info })))
    .map(({ object, info }) => ({
      Id: info.recordTypeId,
      Name: info.name,
      DeveloperName: info.developerName,
      SobjectType: object.name,
      IsActive: info.active,
    }))
    .sort((a, b) => (a.Id < b.Id ? -1 : 1));
}

/** The values of Lead’s Status: one of them means that the lead is converted. */
function leadStatuses(schema: OrgSchema): Row[] {
  const status = schema.object('Lead')?.fields.find(({ name }) => name === 'Status');
  return (status?.picklistValues ?? []).map(({ value, label, defaultValue }, index) => ({
    ApiName: value,
    MasterLabel: label,
    SortOrder: index + 1,
    IsConverted: value === 'Closed - Converted',
    IsDefault: defaultValue,
  }));
}

function organization(): Row {
  return {
    Name: 'Simulated Org',
    OrganizationType: 'Developer Edition',
    InstanceName: 'SIM1',
    IsSandbox: false,
    TimeZoneSidKey: 'America/Los_Angeles',
    LanguageLocaleKey: 'en_US',
    DefaultLocaleSidKey: 'en_US',
    Country: 'US',
  };
}

const allPermissions: Row = {
  PermissionsApiEnabled: true,
  PermissionsBulkApiHardDelete: true,
  PermissionsModifyAllData: true,
  PermissionsViewAllData: true,
};

const queue = (name: string, developerName: string): Row => ({
  Name: name,
  DeveloperName: developerName,
  Type: 'Queue',
  DoesIncludeBosses: false,
});

const rule = (name: string, sobjectType: string): Row => ({ Name: name, SobjectType: sobjectType, Active: true });

function pricebookEntries(): Row[] {
  return ['Standard', 'Partner'].flatMap((_, book) =>
    products.map((product, index) => ({
      Name: product.name,
      Pricebook2Id: idOf('01s', book + 1),
      Product2Id: idOf('01t', index + 1),
      UnitPrice: (book === 0 ? product.price : Math.round(product.price * 80) / 100) as Scalar,
      IsActive: true,
      UseStandardPrice: false,
      ProductCode: product.code,
    })),
  );
}

/** Sign-ins before the org was started. */
const logins = (): Row[] =>
  [
    { LoginTime: '2026-02-27T08:00:00.000+0000', Status: 'Success' },
    { LoginTime: '2026-02-26T23:00:00.000+0000', Status: 'Restricted IP' },
  ].map((login) => ({
    ...login,
    UserId: idOf('005', 1),
    SourceIp: '203.0.113.7',
    LoginType: 'Remote Access 2.0',
    LoginUrl: 'login.salesforce.com',
    Application: 'n8n',
  }));

/** How the object Report writes what the API calls TABULAR. */
const REPORT_FORMATS: ReadonlyMap<string, string> = new Map([
  ['TABULAR', 'Tabular'],
  ['SUMMARY', 'Summary'],
  ['MATRIX', 'Matrix'],
  ['MULTI_BLOCK', 'MultiBlock'],
]);

/** The org's reports as records, with the IDs that they are run by. */
const reports = (): Row[] =>
  REPORTS.map(({ id, name, developerName, description = null, reportFormat }) => ({
    Id: id,
    Name: name,
    DeveloperName: developerName,
    Description: description,
    LastRunDate: description === null ? null : '2026-02-27T08:00:00.000+0000',
    FolderName: 'Unfiled Public Reports',
    Format: REPORT_FORMATS.get(reportFormat) ?? null,
  }));

const dashboards = (): Row[] =>
  DASHBOARDS.map(({ id, name, developerName, description = null }) => ({
    Id: id,
    Title: name,
    DeveloperName: developerName,
    Description: description,
    FolderName: 'Public Dashboards',
  }));

/** The org's approval processes as records. */
const approvalProcesses = (): Row[] =>
  APPROVAL_PROCESSES.map(({ id, name, developerName, description, object }) => ({
    Id: id,
    Name: name,
    DeveloperName: developerName,
    Description: description,
    TableEnumOrId: object,
    Type: 'Approval',
    State: 'Active',
  }));

/** What an org has before anyone works in it, and its small catalog: by object. */
export function setupRows(schema: OrgSchema, context: SeedContext): Map<string, SeedRows> {
  const campaigns = context.counts.campaigns > 0 ? ['Spring Trade Fair', 'Product Webinar', 'Customer Newsletter'] : [];
  const list = (prefix: string, rows: readonly Row[]) => listed(prefix, context, rows);
  return new Map([
    ['Organization', list('00D', [organization()])],
    [
      'Profile',
      list(
        '00e',
        ['System Administrator', 'Standard User', 'Minimum Access - API Only Integrations'].map((name) => ({
          Name: name,
          UserType: 'Standard',
        })),
      ),
    ],
    ['Group', list('00G', [queue('Web Leads', 'Web_Leads'), queue('Support', 'Support')])],
    [
      'CollaborationGroup',
      list('0F9', [
        { Name: 'All Acme', OwnerId: adminUserId, CollaborationType: 'Public', IsArchived: false },
        { Name: 'Sales Wins', OwnerId: adminUserId, CollaborationType: 'Private', IsArchived: false },
      ]),
    ],
    [
      'ContentWorkspace',
      list('058', [
        { Name: 'Asset Library', DeveloperName: 'sfdc_asset_company_assets' },
        { Name: 'Contracts', DeveloperName: 'Contracts' },
      ]),
    ],
    [
      'Folder',
      list('00l', [{ Name: 'Shared Documents', DeveloperName: 'SharedDocs', Type: 'Document', AccessType: 'Public' }]),
    ],
    ['UserPermissionAccess', list('000', [allPermissions])],
    ['AssignmentRule', list('01Q', [rule('Web leads', 'Lead'), rule('Web cases', 'Case')])],
    ['LeadStatus', list('01J', leadStatuses(schema))],
    ['RecordType', list('012', recordTypes(schema))],
    ['ProcessDefinition', list('04a', approvalProcesses())],
    ['LoginHistory', list('0Ya', logins())],
    ['Report', list('00O', reports())],
    ['Dashboard', list('01Z', dashboards())],
    [
      'Product2',
      list(
        '01t',
        products.map((product) => ({
          Name: product.name,
          ProductCode: product.code,
          Family: product.family,
          IsActive: true,
          Sku_Key__c: product.code,
        })),
      ),
    ],
    [
      'Pricebook2',
      list('01s', [
        { Name: 'Standard Price Book', IsActive: true, IsStandard: true },
        { Name: 'Partner Price Book', IsActive: true, IsStandard: false },
      ]),
    ],
    ['PricebookEntry', list('01u', pricebookEntries())],
    [
      'Campaign',
      list(
        '701',
        campaigns.map((name, index) => ({
          Name: name,
          Type: ['Trade Show', 'Webinar', 'Email'][index] ?? null,
          Status: 'In Progress',
          IsActive: true,
          StartDate: context.calendar.date(-30),
          EndDate: context.calendar.date(30),
          OwnerId: adminUserId,
        })),
      ),
    ],
  ]);
}
