/** A field that reports of a type can show, in the words of its describe. */
export interface ReportColumn {
  readonly name: string;
  readonly label: string;
  readonly dataType: string;
  /** The field whose value is shown: a path of SOQL. */
  readonly path: string;
  /** The record that the field names: its ID is the cell's value, and the field its label. */
  readonly idPath?: string;
}

/** What a report is about. */
export interface ReportType {
  readonly type: string;
  readonly label: string;
  readonly object: string;
  readonly columns: readonly ReportColumn[];
}

const column = (name: string, label: string, dataType: string, path: string, idPath?: string): ReportColumn => ({
  name,
  label,
  dataType,
  path,
  ...(idPath !== undefined && { idPath }),
});

/** The names are those of Salesforce's own report types. */
export const REPORT_TYPES: readonly ReportType[] = [
  {
    type: 'Opportunity',
    label: 'Opportunities',
    object: 'Opportunity',
    columns: [
      column('OPPORTUNITY_ID', 'Opportunity ID', 'id', 'Id'),
      column('OPPORTUNITY_NAME', 'Opportunity Name', 'string', 'Name', 'Id'),
      column('ACCOUNT_NAME', 'Account Name', 'string', 'Account.Name', 'AccountId'),
      column('FULL_NAME', 'Opportunity Owner', 'string', 'Owner.Name', 'OwnerId'),
      column('AMOUNT', 'Amount', 'currency', 'Amount'),
      column('PROBABILITY', 'Probability (%)', 'percent', 'Probability'),
      column('STAGE_NAME', 'Stage', 'picklist', 'StageName'),
      column('TYPE', 'Type', 'picklist', 'Type'),
      column('NEXT_STEP', 'Next Step', 'string', 'NextStep'),
      column('CLOSED', 'Closed', 'boolean', 'IsClosed'),
      column('CLOSE_DATE', 'Close Date', 'date', 'CloseDate'),
      column('CREATED_DATE', 'Created Date', 'datetime', 'CreatedDate'),
    ],
  },
  {
    type: 'ContactList',
    label: 'Contacts & Accounts',
    object: 'Contact',
    columns: [
      column('CONTACT_ID', 'Contact ID', 'id', 'Id'),
      column('LAST_NAME', 'Last Name', 'string', 'LastName', 'Id'),
      column('FIRST_NAME', 'First Name', 'string', 'FirstName', 'Id'),
      column('EMAIL', 'Email', 'email', 'Email'),
      column('DEPARTMENT', 'Department', 'string', 'Department'),
      column('ACCOUNT.NAME', 'Account Name', 'string', 'Account.Name', 'AccountId'),
      column('CREATED_DATE', 'Created Date', 'datetime', 'CreatedDate'),
    ],
  },
];
