import { credentialAdvice, isAuthProblem } from '../../../../credentials/advice';
import { show, type AuthProblem, type InputProblem } from '../../../../salesforce/errors';
import { ANY_LABEL, type Labels } from '../labels';
import { PARENT_OF_A_QUERY } from './parents';
import { sentencesFor, type Action, type Advice } from './types';

type NodeProblem = Exclude<InputProblem, AuthProblem>;
type ProblemOf<Reason> = Extract<NodeProblem, { readonly reason: Reason }>;

/** A form field by its display name, if the error names no field, and what to do. */
type InputAdvice = Partial<Readonly<{ field: string; actions: readonly Action[] }>>;

const CHECK_EXPRESSION = ['Check the expression.'];
const CUT_EMOJI = ['The text was probably cut in the middle of an emoji: cut it elsewhere.'];
const CHECK_DELIMITER = { field: 'Column Delimiter', action: 'Check that Column Delimiter matches the file.' };
const PERSON_ACCOUNTS =
  'This field belongs to person accounts, which the org has turned off or the user cannot see. For a person at a company, use the object Contact.';
/** For rows of a job that are loaded again, whose file nobody sees. */
const LOAD_CORRECTED = 'Get the failed rows with Get Job Results, correct their file, and load it with Load From File.';

const JOBS_END = 'Salesforce deletes jobs after seven days: Setup > Bulk Data Load Jobs shows those that are left.';

/** @param what that Bulk does not take: “such values” */
function collectionsFor(what: string): Action {
  return {
    field: 'Send As',
    action: `Set Send As to Collections for ${what}.`,
    otherwise: `Write records with ${what} with the resource Record and Send As: Collections.`,
  };
}

/** @param operator a condition's, @param query what a query has in its place */
function byOperator(operator: string, query: string): Action {
  return { field: 'Conditions', action: operator, otherwise: query };
}

/** Names of what can be used instead. */
function oneOfThese(known: readonly string[]): string {
  return known.length === 0 ? 'There is none that can be used here.' : `Use one of ${known.join(', ').slice(0, 500)}.`;
}

/** For forms that can map an item's fields. */
const IGNORE_UNKNOWN: Action = {
  field: 'Ignore Unknown Fields',
  action:
    'When mapping automatically, the option Ignore Unknown Fields leaves out what the object does not have or that is read-only.',
};

function fieldNamesOf(objectLabel: string): string {
  return (
    `Salesforce Setup > Object Manager > ${objectLabel} > Fields & Relationships lists the field names. If the field ` +
    'is listed, check that your user’s profile or permission set makes it visible (Field-Level Security).'
  );
}

/** One of several fields that cannot be sent: what to send in its place, if that is known. */
function insteadOf(problem: InputProblem): readonly Action[] {
  switch (problem.reason) {
    case 'unknownField': {
      const { given, nearest, isOfPersonAccounts } = problem;
      if (isOfPersonAccounts === true) return [PERSON_ACCOUNTS];
      return nearest === undefined ? [] : [`Did you mean ${nearest.name} (${nearest.label}) by ${show(given)}?`];
    }
    case 'listOfChildren':
      return adviceOf(problem).actions ?? [];
    default:
      return [];
  }
}

/** What to do about each input problem, in the words of the form. */
const ADVICE: { readonly [Reason in NodeProblem['reason']]: (problem: ProblemOf<Reason>) => InputAdvice } = {
  approvalOfAnother: () => ({
    actions: [
      {
        field: 'Work Item ID',
        action:
          'To answer it for that approver, as a delegate or an administrator may, give its ID in the option Work Item ID; the operation Get Pending lists it.',
      },
    ],
  }),
  blankInList: () => ({
    actions: [
      'Leave empty values out of the list, for example with {{ $json.values.filter(Boolean) }}.',
      byOperator(
        'To find records where the field is empty too, add a condition with the operator Is Empty.',
        'To find records where the field is empty too, add OR and a comparison with null to the query.',
      ),
    ],
  }),
  bulkCannot: ({ what }) => {
    if (what === 'activeRule') {
      const action =
        'Set Send As to Collections. Or set Assignment Rule to By ID and choose the rule, or to None if none is to run.';
      return { field: 'Assignment Rule', actions: [{ field: 'Assignment Rule', action }] };
    }
    const option = what === 'allOrNone' ? 'All or None' : 'Allow Duplicates';
    return {
      field: option,
      actions: [{ field: option, action: `Turn off ${option}, or set Send As to Collections.` }],
    };
  },
  bulkCellTooLong: () => ({ actions: [collectionsFor('such values')] }),
  bulkNullText: () => ({ actions: [collectionsFor('such values'), 'Use null to clear the field.'] }),
  bulkQueryUnsupported: () => ({
    field: 'Query',
    actions: ['Use the operation Query > SOQL for this query, or remove what is not supported.'],
  }),
  bulkRowTooLong: () => ({ actions: [collectionsFor('so many values')] }),
  csvQuotes: () => ({
    field: 'Input Binary Field',
    actions: [
      'Put values that contain a delimiter, a quote or a line break in double quotes, and double the quotes in them.',
      CHECK_DELIMITER,
    ],
  }),
  commaInPicklist: () => ({
    actions: ['Separate the values with semicolons, or give a list: {{ $json.values.split(",") }}.'],
  }),
  csvLineEnds: () => ({
    field: 'Input Binary Field',
    actions: ['Save the file with the line ends of Windows (CRLF) or Unix (LF).'],
  }),
  csvNulCharacter: () => ({
    field: 'Input Binary Field',
    actions: ['Remove it from the file. Files with many of them are often encoded in UTF-16: save it as UTF-8.'],
  }),
  csvRowLength: () => ({
    field: 'Input Binary Field',
    actions: ['Put values that contain the delimiter or a line break in double quotes.', CHECK_DELIMITER],
  }),
  csvValueTooLong: () => ({
    field: 'Input Binary Field',
    actions: ['Shorten it, or write this record with the Record resource.'],
  }),
  duplicateColumn: () => ({
    field: 'Column Mapping',
    actions: [
      { field: 'Column Mapping', action: 'Skip one of them, or map it to another field.', otherwise: LOAD_CORRECTED },
    ],
  }),
  emptyList: () => ({
    actions: ['Provide at least one value, or skip the query when there is none (with an If node before this one).'],
  }),
  fieldGivenTwice: () => ({ actions: ['Keep one of the two.'] }),
  fileEmpty: () => ({
    field: 'Input Binary Field',
    actions: [
      {
        field: 'Input Binary Field',
        action: 'Check that the previous node put the file into this field.',
        otherwise: LOAD_CORRECTED,
      },
    ],
  }),
  fileNotUtf8: () => ({
    field: 'Input Binary Field',
    actions: ['Save it again as UTF-8: in Excel, Save As > CSV UTF-8.'],
  }),
  separatorLine: () => ({
    field: 'Input Binary Field',
    actions: ['Remove that line from the file: it is for Excel alone.', CHECK_DELIMITER],
  }),
  fileUnreadable: () => ({
    field: 'Input Binary Field',
    actions: [
      'Nothing of it was saved. Check n8n’s storage, and that the file’s execution was not deleted.',
      'If n8n keeps files in its database, as in queue mode, it cannot give back one of more than 268 MB.',
    ],
  }),
  idOfAnotherObject: () => ({
    actions: [
      {
        field: 'Object',
        action: 'Choose the object that the record belongs to, or give the ID of a record of this object.',
        otherwise: 'Give the ID of a record of this object.',
      },
    ],
  }),
  datesReversed: () => ({ actions: ['Exchange the two days: the first day comes first.'] }),
  noDateColumn: () => ({
    field: 'Date Column',
    actions: [{ field: 'Date Column', action: 'Choose a column of dates in the option Date Column.' }],
  }),
  notASliceColumn: ({ known }) => ({ field: 'Slice By', actions: [oneOfThese(known)] }),
  reportOperator: ({ known }) => ({ field: 'Operator', actions: [oneOfThese(known)] }),
  tooManyFilters: () => ({ field: 'Filters', actions: ['Remove a filter here, or in the report.'] }),
  unknownDuration: ({ known }) => ({ field: 'Date Range', actions: [oneOfThese(known)] }),
  unknownReportColumn: () => ({
    field: 'Column',
    actions: ['Choose the column from its list, which has those of the report’s type with their API names.'],
  }),
  joinedReport: () => ({
    field: 'Report',
    actions: ['Make a report of each of its blocks in Salesforce, and run those.'],
  }),
  keyColumnMissing: ({ key, delimiter }) => ({
    field: 'Column Mapping',
    actions: [
      `Add a column ${key} to the file, or map the column that holds it to ${key}.`,
      ...delimiterHint(delimiter),
    ],
  }),
  keyEmpty: () => ({ actions: ['Provide the value, or filter out items without one before this node.'] }),
  keyGivenTwice: ({ name }) => ({ actions: [`Remove ${name} from the fields to send.`] }),
  keyHasNoAddress: () => ({ actions: ['Use the record ID instead.'] }),
  keyTooLong: () => ({
    actions: ['Check the ID or external ID value: external ID fields hold at most 255 characters.'],
  }),
  keyValue: () => ({
    actions: ['Provide the value that identifies the record, or filter out items without one before this node.'],
  }),
  listInList: () => ({ actions: ['Make it one list: {{ $json.values.flat() }}.'] }),
  limitParameter: () => ({
    field: 'Query Parameters',
    actions: ['Set the Type of the parameter to Number, or give a whole number: what you type is text with Automatic.'],
  }),
  listParameterMisplaced: () => ({
    field: 'Query Parameters',
    actions: ['Write IN :name to compare with a list, or give the parameter a single value.'],
  }),
  listWhereOneValue: () => ({
    actions: [
      byOperator(
        'Choose Is One Of (or Is None Of) to compare with a list.',
        'Compare a list with IN or NOT IN, or give a single value.',
      ),
    ],
  }),
  loneSurrogate: () => ({ actions: CUT_EMOJI }),
  mappedColumnMissing: ({ columns, delimiter }) => ({
    field: 'Column Mapping',
    actions: [`Choose one of its columns: ${columns}`, ...delimiterHint(delimiter)],
  }),
  missingValue: () => ({
    actions: [
      byOperator(
        'Check the expression. To find records where a field is empty, choose Is Empty.',
        'Check the expression. To find records where a field is empty, use null.',
      ),
    ],
  }),
  noColumns: () => ({
    field: 'Column Mapping',
    actions: ['Name the columns in the first line of the file, or map one of them to a field.'],
  }),
  noComparedValue: () => ({ actions: CHECK_EXPRESSION }),
  noFieldsToReturn: () => ({ field: 'Returned Fields', actions: ['Choose at least one field to return.'] }),
  noTable: () => ({
    field: 'File Format',
    actions: ['Choose JSON Lines, or remove the subquery (or TYPEOF) from the query.'],
  }),
  notABoolean: () => ({
    actions: ['Use true or false. A checkbox cannot be cleared: omit the field to leave it unchanged.'],
  }),
  notADate: () => ({
    actions: [
      'Use an ISO date or time (2026-03-01, 09:30), or a DateTime from an expression, such as {{ $now }} or {{ DateTime.fromFormat(…) }}.',
    ],
  }),
  noPendingApproval: () => ({
    actions: [
      'The operation Get Pending lists what is pending. The record may have been submitted by nobody, or be approved, rejected or recalled already.',
    ],
  }),
  severalPendingApprovals: () => ({
    actions: [
      {
        field: 'Work Item ID',
        action: 'Choose one with the option Work Item ID; the operation Get Pending lists them with their approvers.',
      },
    ],
  }),
  noSuchJob: () => ({ actions: ['Check the ID.', JOBS_END] }),
  noSuchJobOfItsKind: () => ({
    actions: [
      {
        field: 'Job Type',
        action: 'Check the ID, and set Job Type to Any unless you know what the job does.',
        otherwise: 'Check the ID: it must be the ID of a job that loads records, not of one that queries them.',
      },
      JOBS_END,
    ],
  }),
  notAJobId: () => ({
    actions: ['Use the ID from the output of a Bulk operation, or from Setup > Bulk Data Load Jobs in Salesforce.'],
  }),
  notANumber: () => ({
    actions: ['Use only digits and a decimal point, such as 1234.5, without thousands separators or currency symbols.'],
  }),
  notAFileField: () => ({
    actions: ['Use the API name of a field of the type base64, such as Body.'],
  }),
  notAFileId: () => ({
    actions: ['Use the ID that Upload and Get Many return, or the address of the file’s page in Salesforce.'],
  }),
  notSendable: () => ({
    actions: ['Check the expression that it comes of, or give it a default.'],
  }),
  notPublished: () => ({
    actions: [
      'Publish a version in Salesforce, or download the record’s other files by their IDs (Get Many lists them).',
    ],
  }),
  damagedRecordId: () => ({
    actions: ['Copy the whole ID again: its other characters can be wrong, too.'],
  }),
  severalRecordIds: () => ({
    actions: ['Use the ID of the record that is meant, instead of the address.'],
  }),
  notARecordId: () => ({
    actions: ['Use the 15- or 18-character record ID, or the URL of the record page in Salesforce.'],
  }),
  notARelativeDate: () => ({
    actions: ['Use one of Salesforce’s date literals, such as TODAY, LAST_WEEK or LAST_N_DAYS:30.'],
  }),
  notATimeZone: () => ({
    actions: ['Choose an IANA time zone, such as Europe/Berlin, in the workflow’s settings.'],
  }),
  notAWholeLimit: () => ({ field: 'Limit', actions: ['Use a whole number of 1 or more.'] }),
  notAWholeNumber: () => ({ actions: ['Round it in the expression, for example with {{ Math.round($json.value) }}.'] }),
  notAnIdentifier: ({ known }) => ({
    actions: [
      known.length === 0
        ? 'No field of the parent identifies its records: send the parent’s ID instead, in the lookup field.'
        : `Use one of these fields of the parent, or send its ID in the lookup field: ${known.join(', ').slice(0, 500)}.`,
    ],
  }),
  notAVariableName: () => ({
    field: 'Variables',
    actions: ['Use a name of its own for each variable, such as accountName: letters and digits, with a letter first.'],
  }),
  notAnApexPath: () => ({
    field: 'Path',
    actions: [
      'Enter the path of an Apex class below /services/apexrest/, such as orders/1, and use Parameters for what comes behind the “?”.',
    ],
  }),
  notAnOrgPath: () => ({
    field: 'Path',
    actions: [
      'Use a path of this org: sobjects/Account, which is below the API version, or /services/apexrest/orders, with the first slash.',
    ],
  }),
  notCarried: () => ({
    field: 'Path',
    actions: [
      'Use a path below the API version, such as sobjects/Account, or send this request with the operation Send.',
    ],
  }),
  graphTooLarge: () => ({
    actions: ['Divide the items into several graphs: what is in one is saved as a whole or not at all.'],
  }),
  mutationHasNoPages: () => ({
    field: 'Return',
    actions: ['Set Return to Response, or run the query without the mutation in a node of its own.'],
  }),
  noCursorVariable: ({ name }) => ({
    field: 'Query',
    actions: [
      `Declare it, as in query ($${name}: String), and hand it to the connection, as in Account(first: 200, after: $${name}).`,
      { field: 'Cursor Variable', action: 'If the query has another name for it, enter that in Cursor Variable.' },
    ],
  }),
  noNodes: () => ({
    field: 'Query',
    actions: ['Add edges { node { Id } } to the connection, with the fields that you need in node.'],
  }),
  noPageInfo: () => ({
    field: 'Query',
    actions: ['Add pageInfo { hasNextPage endCursor } to the connection, beside edges.'],
  }),
  noSuchConnection: ({ known }) => ({
    field: 'Connection',
    actions: [
      known.length === 0
        ? 'Enter the names as they are in the data, such as uiapi.query.Account.'
        : `Enter ${known.join(' or ').slice(0, 500)}.`,
    ],
  }),
  wrongVariable: () => ({
    field: 'Variables',
    actions: ['Give each variable of the query one value, by its name without $.'],
  }),
  wrongReference: () => ({
    field: 'Reference ID',
    actions: ['Give each node of the graph a name of its own, such as account1, that begins with a letter.'],
  }),
  wrongHeader: () => ({
    field: 'Headers',
    actions: [
      'Remove or correct this header. The credential signs in by itself, and the fields of the body set its type.',
    ],
  }),
  notAnApiName: () => ({
    actions: [
      'Use the API name, such as Account or My_Object__c: Salesforce Setup > Object Manager shows it next to the label.',
    ],
  }),
  notAnApiVersion: ({ example }) => ({
    field: 'API Version',
    actions: [`Enter the version as a number, such as ${example}.`],
  }),
  notConditions: () => ({
    actions: ["Enter only what follows WHERE in SOQL, such as StageName = 'Closed Won' OR Amount > 10000."],
  }),
  noSuchOutboundMessage: () => ({
    field: 'Outbound Message',
    actions: [
      {
        field: 'Outbound Message',
        action: 'Choose one from the list in Outbound Message. If the ID is right, the credential is for another org.',
      },
    ],
  }),
  notCsv: () => ({
    field: 'Input Binary Field',
    actions: [
      'Save it as CSV: in Excel, Save As > CSV UTF-8. Or read a workbook, JSON or XML with n8n’s node Extract From File, and load its items with Load From Items; unpack an archive with the node Compression.',
    ],
  }),
  notBase64: ({ form }) => ({
    actions: [
      ...(form === 'dataUrl' ? ['Leave out its beginning: {{ $json.image.split(",")[1] }}.'] : []),
      ...(form === 'text' ? ['To save text as a file, encode it: {{ $json.text.base64Encode() }}.'] : []),
      'To send a file of the item, use File > Upload or Upload New Version. What an expression gives of it, such as $binary.data.data, is often only the name of the place where n8n keeps it.',
    ],
  }),
  notText: () => ({
    actions: ['Choose one of its properties in the expression, or convert it to text with {{ JSON.stringify(…) }}.'],
  }),
  notAChannel: () => ({
    actions: [
      'Channels are written like /data/AccountChangeEvent, /data/Sales__chn, /event/Order_Shipped__e or /topic/NewLeads.',
    ],
  }),
  notSelectedForChanges: ({ object }) => ({
    field: 'Channels',
    actions: [
      `Select ${object ?? 'the objects'} in Salesforce Setup > Integrations > Change Data Capture, and activate the workflow again.`,
    ],
  }),
  notWatchable: () => ({
    field: 'Object',
    actions: [
      {
        field: 'Trigger On',
        action: 'Choose another object or another Trigger On, or query the object with a Schedule Trigger.',
      },
      'If the object has the field, check that the signed-in user can see it (Field-Level Security).',
    ],
  }),
  notInMerge: () => ({ actions: ['Set the lookup to the record ID of the parent, or update the record afterwards.'] }),
  notInXml: () => ({
    actions: [
      'Remove it, for example with {{ $json.text.replace(/[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F]/g, "") }}.',
    ],
  }),
  nulCharacter: () => ({ actions: ['Remove it, for example with {{ $json.text.replaceAll("\\u0000", "") }}.'] }),
  objectOfParentMissing: ({ example, idField }) => ({
    actions: [
      idField === undefined
        ? `Include the object, as in ${example}.`
        : `Include the object, as in ${example}, or set ${idField} to the record ID.`,
    ],
  }),
  parameterUnused: () => ({
    field: 'Query Parameters',
    actions: ['Add the parameter to the query where its value belongs, without quotes, or remove it.'],
  }),
  parameterWithoutValue: ({ name }) => ({
    field: 'Query Parameters',
    actions: [`Add a query parameter named ${name}.`],
  }),
  parentNamedTwice: ({ relationship, idField }) => ({
    actions: [PARENT_OF_A_QUERY, `Use ${relationship}.External_Id__c, or set ${idField} to the record ID.`],
  }),
  pathTooDeep: () => ({
    actions: ['Use a path of at most five parents, or read the farther ones with a query of their own.'],
  }),
  queryTooLong: () => ({
    field: 'Query',
    actions: ['Split it into several queries, for example with shorter lists of values.'],
  }),
  readOnlyField: ({ because }) => ({ actions: [readOnlyAction(because), IGNORE_UNKNOWN] }),
  searchTermTooShort: () => ({
    actions: [
      'Give two letters or digits or more, or leave out items without a term before this node (with a Filter node).',
    ],
  }),
  refreshTokenMissing: () => ({
    field: 'Token',
    actions: ['Revoke the access token instead: with this credential, n8n signs in again without a refresh token.'],
  }),
  semicolonInPicklistValue: () => ({ actions: ['Make each value a separate list item.'] }),
  textNotClosed: () => ({
    field: 'Query',
    actions: ["Close it with ', and write a quote inside text as \\'. Better: pass values as query parameters."],
  }),
  textTooLongForQuery: () => ({
    actions: ['Shorten the text, or compare with its beginning (Starts With, or LIKE in a query).'],
  }),
  tooManyColumns: () => ({ field: 'Input Binary Field', actions: ['Skip some of them.'] }),
  tooManyFieldsWithParents: () => ({
    field: 'Returned Fields',
    actions: ['Choose fewer fields, or remove parents’ fields.'],
  }),
  unknownDelimiter: ({ known }) => ({ field: 'Column Delimiter', actions: [`Use one of ${known.join(', ')}.`] }),
  inputsMissing: () => ({
    actions: [
      'Give each of these inputs a value that is not empty. With JSON or automatic mapping, use their API names.',
    ],
  }),
  notAnObject: () => ({
    actions: ['Use an object with API names and values, such as {"Name": "Acme"}, or a JSON text of one.'],
  }),
  notJson: () => ({ actions: ['Check the quotes, commas and brackets, or use an expression that returns the value.'] }),
  unknownAction: ({ kind }) => ({
    field: kind === 'flow' ? 'Flow' : 'Action',
    actions: [UNKNOWN_ACTIONS[kind] ?? CHECK_ACTION],
  }),
  unknownInput: ({ known }) => ({
    actions: [
      known.length === 0
        ? 'It has no inputs: remove them all.'
        : `Use the names of its inputs: ${known.join(', ').slice(0, 500)}.`,
    ],
  }),
  oneValueOnly: () => ({
    actions: [
      'Choose one item of the list, for example with {{ $json.values[0] }}, or split it into items before this node.',
    ],
  }),
  tooManyDecimals: () => ({
    actions: [
      'Check the value and the external ID field. Salesforce would round the value, and take another record for it.',
    ],
  }),
  unknownField: ({ objectLabel, nearest, isOfPersonAccounts }) => ({
    actions: [
      ...(isOfPersonAccounts === true ? [PERSON_ACCOUNTS] : []),
      ...(nearest === undefined ? [] : [`Did you mean ${nearest.name} (${nearest.label})?`]),
      fieldNamesOf(objectLabel),
      IGNORE_UNKNOWN,
    ],
  }),
  unknownObject: () => ({
    field: 'Object',
    actions: [
      'Check the API name (Salesforce Setup > Object Manager): custom objects end in __c.',
      'If the object exists, check the user’s Object Permissions in the profile or a permission set.',
    ],
  }),
  unknownOperator: () => ({ actions: ['Choose one of the operators on the list.'] }),
  unknownPicklist: ({ known }) => ({ actions: [oneOfThese(known)] }),
  unknownQueryField: () => ({
    actions: [
      'Use the field’s API name (Salesforce Setup > Object Manager > Fields & Relationships). For a parent’s field, use the relationship name: Account.Name, Custom__r.Name.',
      'If the field exists, check that the signed-in user can see it (Field-Level Security).',
    ],
  }),
  unknownRecordType: ({ known }) => ({
    actions: [
      known.length === 0
        ? 'The object has no record types: leave out the field.'
        : `Use one of its developer names: ${known.join(', ').slice(0, 500)}.`,
    ],
  }),
  unknownVersion: ({ oldest, newest }) => ({
    field: 'API Version',
    actions: [
      {
        field: 'API Version',
        action: `In the options, remove API Version, or choose one from ${oldest} to ${newest}.`,
      },
    ],
  }),
  unusableFields: ({ problems }) => ({
    actions: [
      ...problems.flatMap(insteadOf),
      IGNORE_UNKNOWN,
      'Or leave these fields out before this node, with an Edit Fields node.',
      ...problems.flatMap((problem) => (problem.reason === 'unknownField' ? fieldNamesOf(problem.objectLabel) : [])),
    ],
  }),
  unusableColumns: ({ problems, delimiter }) => ({
    field: 'Column Mapping',
    actions: [
      ...problems.flatMap((problem) => adviceOf(problem).actions ?? []),
      {
        field: 'Column Mapping',
        action: 'Map the column to a field in Column Mapping, or leave its field empty to skip the column.',
        otherwise: LOAD_CORRECTED,
      },
      ...delimiterHint(delimiter),
    ],
  }),
  treeTooLarge: () => ({
    field: 'Related Records',
    actions: [
      'Create the record with a part of the related records, and the others with Create: they need the ID of their parent.',
    ],
  }),
  listOfChildren: ({ relationship }) => ({
    actions: [
      {
        field: 'Related Records',
        action: `To create these records too, add a row for ${relationship} to Related Records. For lists deeper down, its Child Relationship is the path to them, such as Contacts.Cases.`,
        otherwise:
          'Leave it out. Record > Create With Related creates a record with its children; children of a record that exists are created or updated by themselves, with its ID in their lookup.',
      },
    ],
  }),
  unknownRelationship: ({ known }) => ({ field: 'Child Relationship', actions: [oneOfThese(known)] }),
  versionTooOld: () => ({
    field: 'API Version',
    actions: [{ field: 'API Version', action: 'Remove the option API Version, or choose a newer one.' }],
  }),
};

const CHECK_ACTION = 'Choose the action from the list, or check its API name and that the user may run it.';

/** By the kind of the action. */
const UNKNOWN_ACTIONS: Readonly<Partial<Record<string, string>>> = {
  apex: 'Check the name of the Apex class: one of its methods must be an @InvocableMethod, and the user’s profile or permission set must allow the class.',
  flow: 'Check the API name in Salesforce Setup > Flows. The flow must be autolaunched without a trigger, and active, and the user needs the permission Run Flows.',
};

function delimiterHint(delimiter: string | undefined): Action[] {
  if (delimiter === undefined) return [];
  const action = `The file’s columns seem to be separated by ${delimiter.toLowerCase()}s: set Column Delimiter in the options.`;
  return [{ field: 'Column Delimiter', action }];
}

function readOnlyAction(because: ProblemOf<'readOnlyField'>['because']): string {
  switch (because) {
    case 'autoNumber':
      return 'Salesforce numbers it automatically: remove it from the fields.';
    case 'calculated':
      return 'Salesforce calculates it (a formula or roll-up summary): remove it from the fields.';
    case 'createOnly':
      return 'It can only be set when the record is created.';
    case 'givenBySalesforce':
      return (
        'Salesforce sets it, or it is read-only for your user: check Setup > Object Manager > Field-Level Security, ' +
        'and remove it from the fields.'
      );
    case 'recordId':
      return 'Salesforce assigns the ID: to identify a record, use the node’s field for it.';
    default:
      return `It is a compound field: set ${because.madeOf.join(', ')} instead.`;
  }
}

/** What to do about a rejected input, and the form's or the credential's field that it is about. */
export function inputAdvice(problem: InputProblem, labels: Labels = ANY_LABEL): Advice {
  const { field, actions = [] } = adviceOf(problem);
  const isShown = field !== undefined && (isAuthProblem(problem) || labels.has(field));
  return { fields: isShown ? [field] : [], actions: sentencesFor(labels, actions) };
}

function adviceOf(problem: InputProblem): InputAdvice {
  return isAuthProblem(problem) ? credentialAdvice(problem) : formAdvice(problem);
}

function formAdvice<Reason extends NodeProblem['reason']>(problem: ProblemOf<Reason>): InputAdvice {
  return (ADVICE[problem.reason as Reason] as (problem: ProblemOf<Reason>) => InputAdvice)(problem);
}
