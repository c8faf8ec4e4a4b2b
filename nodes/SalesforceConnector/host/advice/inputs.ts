import { credentialAdvice, isAuthProblem } from '../../../../credentials/advice';
import type { AuthProblem, InputProblem } from '../../../../salesforce/errors';
import type { Advice } from './types';

type NodeProblem = Exclude<InputProblem, AuthProblem>;
type ProblemOf<Reason> = Extract<NodeProblem, { readonly reason: Reason }>;

/** A field of the form by its display name, where the error itself names none; and what to do. */
type InputAdvice = Partial<Readonly<{ field: string; actions: readonly string[] }>>;

const CHECK_EXPRESSION = ['Check the expression.'];
const CUT_EMOJI = ['The text was probably cut in the middle of an emoji: cut it elsewhere.'];
const COLLECTIONS_FOR_VALUES = ['Set Send As to Collections for such values.'];
const CHECK_DELIMITER = 'Check that the column delimiter is the one that the file has.';

/** Why an input was refused, and what to do about it in the words of the form. */
const ADVICE: { readonly [Reason in NodeProblem['reason']]: (problem: ProblemOf<Reason>) => InputAdvice } = {
  bulkCannot: ({ what }) => {
    const option = what === 'allOrNone' ? 'All or None' : 'Allow Duplicates';
    return { field: option, actions: [`Switch ${option} off, or set Send As to Collections.`] };
  },
  bulkCellTooLong: () => ({ actions: COLLECTIONS_FOR_VALUES }),
  bulkNullText: () => ({ actions: ['Set Send As to Collections, or give null to clear the field.'] }),
  bulkQueryUnsupported: () => ({
    field: 'Query',
    actions: ['Use the operation Query > SOQL for this query, or leave that out.'],
  }),
  bulkRowTooLong: () => ({ actions: ['Set Send As to Collections for such records.'] }),
  csvQuotes: () => ({
    field: 'File',
    actions: [
      'Write values that contain a delimiter, a quote or a line break in double quotes, and a quote in them twice.',
      CHECK_DELIMITER,
    ],
  }),
  csvRowLength: () => ({
    field: 'File',
    actions: ['Put values that contain the delimiter or a line break in double quotes.', CHECK_DELIMITER],
  }),
  csvValueTooLong: () => ({
    field: 'File',
    actions: ['Shorten it, or write this record with the Record resource.'],
  }),
  duplicateColumn: () => ({
    field: 'Column Mapping',
    actions: ['Leave one of them out, or map it to another field.'],
  }),
  emptyList: () => ({
    actions: ['Give at least one value, or leave the query out when there is none (with an If node before).'],
  }),
  fieldGivenTwice: () => ({ actions: ['Keep one of the two.'] }),
  fileEmpty: () => ({
    field: 'File',
    actions: ['Check that the node before this one put the file into this field.'],
  }),
  fileNotUtf8: () => ({ field: 'File', actions: ['Save it again as UTF-8: in Excel, Save As > CSV UTF-8.'] }),
  keyColumnMissing: ({ key, delimiter }) => ({
    field: 'Column Mapping',
    actions: [
      `Add a column ${key} to the file, or map the column that holds it to ${key}.`,
      ...delimiterHint(delimiter),
    ],
  }),
  keyEmpty: () => ({ actions: ['Give the value, or filter out the items that have none before this node.'] }),
  keyGivenTwice: ({ name }) => ({ actions: [`Remove ${name} from the fields to send.`] }),
  keyHasNoAddress: () => ({ actions: ['Use the record ID instead.'] }),
  keyTooLong: () => ({
    actions: ['Check the ID or external ID value: external ID fields hold 255 characters at most.'],
  }),
  keyValue: () => ({
    actions: ['Give the value that identifies the record, or filter out the items that have none before this node.'],
  }),
  listParameterMisplaced: () => ({ field: 'Query Parameters' }),
  listWhereOneValue: () => ({ actions: ['Choose Is One Of (or Is None Of) to compare with a list.'] }),
  loneSurrogate: () => ({ actions: CUT_EMOJI }),
  mappedColumnMissing: ({ columns, delimiter }) => ({
    field: 'Column Mapping',
    actions: [`Choose one of its columns: ${columns}`, ...delimiterHint(delimiter)],
  }),
  missingValue: () => ({
    actions: ['Check the expression. To find records where a field is empty, ask for null (or choose Is Empty).'],
  }),
  nextPageElsewhere: () => ({}),
  noColumns: () => ({
    field: 'Column Mapping',
    actions: ['Name the columns in the first line of the file, or map one of them to a field.'],
  }),
  noComparedValue: () => ({ actions: CHECK_EXPRESSION }),
  noFieldsToReturn: () => ({ field: 'Fields to Return', actions: ['Choose at least one field to return.'] }),
  noTable: () => ({
    field: 'File Format',
    actions: ['Choose JSON Lines, or take the subquery (or TYPEOF) out of the query.'],
  }),
  notABoolean: () => ({
    actions: ['Give true or false. A checkbox cannot be cleared: leave the field out to keep it as it is.'],
  }),
  notADate: () => ({
    actions: [
      'Give an ISO date, or a DateTime from an expression, such as {{ $now }} or {{ DateTime.fromFormat(…) }}.',
    ],
  }),
  notAJobId: () => ({
    actions: ['Take it from the output of a Bulk operation, or from Setup > Bulk Data Load Jobs in Salesforce.'],
  }),
  notANumber: () => ({
    actions: ['Give plain digits with a point for decimals, such as 1234.5, without grouping or currency signs.'],
  }),
  notARecordId: () => ({
    actions: ['Give the 15 or 18 characters of the record ID, or the address of the record’s page in Salesforce.'],
  }),
  notARelativeDate: () => ({
    actions: ['Give one of Salesforce’s date literals, such as TODAY, LAST_WEEK or LAST_N_DAYS:30.'],
  }),
  notATimeZone: () => ({
    field: 'Time Zone',
    actions: ['Choose a time zone by its IANA name, such as Europe/Berlin, in the workflow’s settings.'],
  }),
  notAWholeLimit: () => ({ field: 'Limit' }),
  notAWholeNumber: () => ({}),
  notAnApiName: () => ({
    actions: [
      'Use the API name, such as Account or My_Object__c: Salesforce Setup > Object Manager shows it beside the label.',
    ],
  }),
  notAnApiVersion: ({ example }) => ({
    field: 'API Version',
    actions: [`Write the version as a number, such as ${example}.`],
  }),
  notText: () => ({
    actions: ['Choose one property of it in the expression, or turn it into text with {{ JSON.stringify(…) }}.'],
  }),
  nulCharacter: () => ({ actions: ['Remove it, for example with {{ $json.text.replaceAll("\\u0000", "") }}.'] }),
  numberTooPrecise: () => ({}),
  objectOfParentMissing: ({ example, idField }) => ({
    actions: [
      idField === undefined
        ? `Name the object too, as in ${example}.`
        : `Name the object too, as in ${example}, or give the record ID as ${idField}.`,
    ],
  }),
  parameterUnused: () => ({
    field: 'Query Parameters',
    actions: ['Write the parameter into the query where its value belongs, without quotes, or remove it.'],
  }),
  parameterWithoutValue: ({ name }) => ({
    field: 'Query Parameters',
    actions: [`Add a query parameter with the name ${name}.`],
  }),
  parentNamedTwice: ({ relationship, idField }) => ({
    actions: [`Give it as ${relationship}.External_Id__c, or give its record ID as ${idField}.`],
  }),
  pathTooDeep: () => ({}),
  queryTooLong: () => ({
    field: 'Query',
    actions: ['Ask in several queries, for example with shorter lists of values.'],
  }),
  readOnlyField: ({ because }) => ({ actions: [readOnlyAction(because)] }),
  searchTermTooShort: () => ({ field: 'Search Term' }),
  semicolonInPicklistValue: () => ({ actions: ['Give each value as an item of its own.'] }),
  textNotClosed: () => ({
    field: 'Query',
    actions: ["Close it with ', and write a quote inside a text as \\'. Better: pass values as query parameters."],
  }),
  textTooLongForQuery: () => ({}),
  tooManyColumns: () => ({ field: 'File', actions: ['Leave some of them out.'] }),
  tooManyFieldsWithParents: () => ({
    field: 'Fields to Return',
    actions: ['Choose fewer fields, or leave out those of parents.'],
  }),
  unknownDelimiter: ({ known }) => ({ field: 'Column Delimiter', actions: [`Give one of ${known.join(', ')}.`] }),
  unknownField: ({ objectLabel, nearest }) => ({
    actions: [
      ...(nearest === undefined ? [] : [`Did you mean ${nearest.name} (${nearest.label})?`]),
      `Salesforce Setup > Object Manager > ${objectLabel} > Fields & Relationships lists the field names. If the field ` +
        'is there, your user’s profile or permission set must make it visible (Field-Level Security).',
    ],
  }),
  unknownObject: () => ({
    field: 'Object',
    actions: [
      'Check the API name (Salesforce Setup > Object Manager): those of custom objects end in __c.',
      'If the object exists, check the user’s Object Permissions in the profile or a permission set.',
    ],
  }),
  unknownOperator: () => ({}),
  unknownQueryField: () => ({
    actions: [
      'Use the field’s API name (Salesforce Setup > Object Manager > Fields & Relationships). A parent’s field is reached by the relationship’s name: Account.Name, Custom__r.Name.',
      'If the field exists, check that the user signed in may see it (field-level security).',
    ],
  }),
  unusableColumns: ({ problems, delimiter }) => ({
    field: 'Column Mapping',
    actions: [
      ...new Set(problems.flatMap((problem) => inputAdvice(problem).actions)),
      'Say in Column Mapping which field the column is for, or leave the column out: map it to nothing.',
      ...delimiterHint(delimiter),
    ],
  }),
  versionTooOldForBulkQuery: () => ({
    field: 'API Version',
    actions: ['Remove the option API Version, or choose a newer one.'],
  }),
};

function delimiterHint(delimiter: string | undefined): string[] {
  if (delimiter === undefined) return [];
  return [`The file’s columns seem to be parted by ${delimiter.toLowerCase()}s: set Column Delimiter in the options.`];
}

function readOnlyAction(because: ProblemOf<'readOnlyField'>['because']): string {
  switch (because) {
    case 'autoNumber':
      return 'Salesforce numbers it by itself: remove it from the fields.';
    case 'calculated':
      return 'It is calculated by Salesforce (a formula or roll-up summary): remove it from the fields.';
    case 'createOnly':
      return 'It can only be set when the record is created.';
    case 'givenBySalesforce':
      return (
        'Salesforce keeps it itself, or your user may only read it: check Setup > Object Manager > Field-Level Security, ' +
        'and remove it from the fields.'
      );
    case 'recordId':
      return 'Salesforce gives the ID: name the record in the node’s own field for it.';
    default:
      return `It is made of other fields: write ${because.madeOf.join(', ')}.`;
  }
}

/** What to do about an input that was refused, and which field of the form it is where the error names none. */
export function inputAdvice(problem: InputProblem): Advice {
  const { field, actions = [] } = isAuthProblem(problem) ? credentialAdvice(problem) : adviceOf(problem);
  return { fields: field === undefined ? [] : [field], actions };
}

function adviceOf<Reason extends NodeProblem['reason']>(problem: ProblemOf<Reason>): InputAdvice {
  return (ADVICE[problem.reason as Reason] as (problem: ProblemOf<Reason>) => InputAdvice)(problem);
}
