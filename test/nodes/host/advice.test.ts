import { describe, expect, test } from '@jest/globals';

import { signInActions } from '../../../credentials/advice';
import { AdvisedError, adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { answerActions } from '../../../nodes/SalesforceConnector/host/advice/answers';
import { inputAdvice } from '../../../nodes/SalesforceConnector/host/advice/inputs';
import {
  ANSWER_KINDS,
  ConnectionError,
  InputError,
  JobError,
  NotSentError,
  SalesforceError,
  UncertainError,
  type HeldBackBecause,
  type InputProblem,
  type KeyProblem,
  type ProblemReason,
} from '../../../salesforce/errors';

/** Sentences that a user can read: nothing that was meant to be filled in is missing. */
function expectToRead(actions: readonly string[]): void {
  for (const action of actions) {
    expect(action).toMatch(/^\S.*\S$/s);
    expect(action).toMatch(/^\p{Lu}/u);
    expect(action).not.toMatch(/undefined|\bnull\b(?! to clear| \(or)|NaN|\[object|\$\{| {2}/);
  }
  expect(new Set(actions).size).toBe(actions.length);
}

describe('What Salesforce refused', () => {
  test.each(ANSWER_KINDS.request)('%s comes with what to do', (kind) => {
    const actions = answerActions({ kinds: [kind], to: 'request' });
    expect(actions).not.toEqual([]);
    expectToRead(actions);
  });

  test.each(ANSWER_KINDS.signIn)('%s at the sign-in comes with what to do', (kind) => {
    const actions = answerActions({ kinds: [kind], to: 'signIn' });
    expect(actions).not.toEqual([]);
    expect(actions).toEqual(signInActions(kind));
    expectToRead(actions);
  });

  test('is told each remedy once, whatever refused how often', () => {
    const kinds = ['HTTP_502', 'HTTP_503', 'REQUIRED_FIELD_MISSING', 'HTTP_504'];
    expect(answerActions({ kinds, to: 'request' })).toEqual([
      'Run it again in a few minutes. status.salesforce.com shows known problems of your instance.',
      'Add the named fields, with values that are not empty.',
    ]);
  });

  test('is told nothing about what is not known, even by a name that JavaScript knows', () => {
    expect(answerActions({ kinds: ['constructor', 'A_NEW_CODE'], to: 'request' })).toEqual([]);
    expect(answerActions({ kinds: ['constructor'], to: 'signIn' })).toEqual([]);
  });

  test('names the fields that Salesforce names', () => {
    const error = new SalesforceError(400, [
      { errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required', fields: ['LastName'] },
      { errorCode: 'STRING_TOO_LONG', message: 'Too long', fields: ['Title', 'LastName'] },
    ]);
    expect(adviceOn(error).fields).toEqual(['LastName', 'Title']);
  });
});

type ProblemOf<Reason extends ProblemReason> = Reason extends KeyProblem
  ? { readonly reason: Reason }
  : Extract<InputProblem, { readonly reason: Reason }>;

/** Every problem there is, with all that its advice can depend on. */
const PROBLEMS: { readonly [Reason in ProblemReason]: readonly ProblemOf<Reason>[] } = {
  blankInList: [{ reason: 'blankInList' }],
  idOfAnotherObject: [{ reason: 'idOfAnotherObject' }],
  bulkCannot: [
    { reason: 'bulkCannot', what: 'allOrNone' },
    { reason: 'bulkCannot', what: 'allowDuplicates' },
  ],
  bulkCellTooLong: [{ reason: 'bulkCellTooLong' }],
  bulkNullText: [{ reason: 'bulkNullText' }],
  bulkQueryUnsupported: [{ reason: 'bulkQueryUnsupported' }],
  bulkRowTooLong: [{ reason: 'bulkRowTooLong' }],
  credentialFieldEmpty: [{ reason: 'credentialFieldEmpty', name: 'Consumer Key' }],
  csvQuotes: [{ reason: 'csvQuotes' }],
  csvLineEnds: [{ reason: 'csvLineEnds' }],
  csvRowLength: [{ reason: 'csvRowLength' }],
  csvValueTooLong: [{ reason: 'csvValueTooLong' }],
  duplicateColumn: [{ reason: 'duplicateColumn' }],
  emptyList: [{ reason: 'emptyList' }],
  fieldGivenTwice: [{ reason: 'fieldGivenTwice' }],
  fileEmpty: [{ reason: 'fileEmpty' }],
  fileNotUtf8: [{ reason: 'fileNotUtf8' }],
  foreignInstance: [{ reason: 'foreignInstance' }],
  keyColumnMissing: [
    { reason: 'keyColumnMissing', key: 'Id', delimiter: undefined },
    { reason: 'keyColumnMissing', key: 'Ext__c', delimiter: 'SEMICOLON' },
  ],
  keyDamaged: [{ reason: 'keyDamaged' }],
  keyEmpty: [{ reason: 'keyEmpty' }],
  keyGivenTwice: [{ reason: 'keyGivenTwice', name: 'Ext__c' }],
  keyHasNoAddress: [{ reason: 'keyHasNoAddress' }],
  keyInOpenSshFormat: [{ reason: 'keyInOpenSshFormat' }],
  keyIncomplete: [{ reason: 'keyIncomplete' }],
  keyIsCertificate: [{ reason: 'keyIsCertificate' }],
  keyIsPublicPart: [{ reason: 'keyIsPublicPart' }],
  keyMissing: [{ reason: 'keyMissing' }],
  keyNotPem: [{ reason: 'keyNotPem' }],
  keyNotRsa: [{ reason: 'keyNotRsa' }],
  keyPassphraseMissing: [{ reason: 'keyPassphraseMissing' }],
  keyPassphraseWrong: [{ reason: 'keyPassphraseWrong' }],
  keyTooLong: [{ reason: 'keyTooLong' }],
  keyTooShort: [{ reason: 'keyTooShort' }],
  keyValue: [{ reason: 'keyValue' }],
  listParameterMisplaced: [{ reason: 'listParameterMisplaced' }],
  listWhereOneValue: [{ reason: 'listWhereOneValue' }],
  loneSurrogate: [{ reason: 'loneSurrogate' }],
  mappedColumnMissing: [
    { reason: 'mappedColumnMissing', columns: 'Name, Email', delimiter: undefined },
    { reason: 'mappedColumnMissing', columns: 'Name;Email', delimiter: 'SEMICOLON' },
  ],
  missingValue: [{ reason: 'missingValue' }],
  noColumns: [{ reason: 'noColumns' }],
  noComparedValue: [{ reason: 'noComparedValue' }],
  noFieldsToReturn: [{ reason: 'noFieldsToReturn' }],
  noTable: [{ reason: 'noTable' }],
  notABoolean: [{ reason: 'notABoolean' }],
  notConditions: [{ reason: 'notConditions' }],
  notADate: [{ reason: 'notADate' }],
  notAJobId: [{ reason: 'notAJobId' }],
  notANumber: [{ reason: 'notANumber' }],
  notARecordId: [{ reason: 'notARecordId' }],
  notARelativeDate: [{ reason: 'notARelativeDate' }],
  notASalesforceAddress: [{ reason: 'notASalesforceAddress' }],
  notATimeZone: [{ reason: 'notATimeZone' }],
  notAWholeLimit: [{ reason: 'notAWholeLimit' }],
  notAWholeNumber: [{ reason: 'notAWholeNumber' }],
  notAnApiName: [{ reason: 'notAnApiName' }],
  notAnApiVersion: [{ reason: 'notAnApiVersion', example: '67.0' }],
  notText: [{ reason: 'notText' }],
  notWatchable: [{ reason: 'notWatchable', missing: ['IsDeleted'] }],
  nulCharacter: [{ reason: 'nulCharacter' }],
  objectOfParentMissing: [
    { reason: 'objectOfParentMissing', example: 'User:Owner.Username', idField: undefined },
    { reason: 'objectOfParentMissing', example: 'User:Owner.Username', idField: 'OwnerId' },
  ],
  parameterUnused: [{ reason: 'parameterUnused' }],
  parameterWithoutValue: [{ reason: 'parameterWithoutValue', name: 'since' }],
  parentNamedTwice: [{ reason: 'parentNamedTwice', relationship: 'Account', idField: 'AccountId' }],
  pathTooDeep: [{ reason: 'pathTooDeep' }],
  queryTooLong: [{ reason: 'queryTooLong' }],
  readOnlyField: [
    { reason: 'readOnlyField', because: 'autoNumber' },
    { reason: 'readOnlyField', because: 'calculated' },
    { reason: 'readOnlyField', because: 'createOnly' },
    { reason: 'readOnlyField', because: 'givenBySalesforce' },
    { reason: 'readOnlyField', because: 'recordId' },
    { reason: 'readOnlyField', because: { madeOf: ['MailingStreet', 'MailingCity'] } },
  ],
  searchTermTooShort: [{ reason: 'searchTermTooShort' }],
  semicolonInPicklistValue: [{ reason: 'semicolonInPicklistValue' }],
  textNotClosed: [{ reason: 'textNotClosed' }],
  textTooLongForQuery: [{ reason: 'textTooLongForQuery' }],
  tooManyColumns: [{ reason: 'tooManyColumns' }],
  tooManyFieldsWithParents: [{ reason: 'tooManyFieldsWithParents' }],
  unknownDelimiter: [{ reason: 'unknownDelimiter', known: ['COMMA', 'TAB'] }],
  unknownField: [
    { reason: 'unknownField', objectLabel: 'Contact', nearest: undefined },
    { reason: 'unknownField', objectLabel: 'Contact', nearest: { name: 'LastName', label: 'Last Name' } },
  ],
  unknownObject: [{ reason: 'unknownObject' }],
  unknownOperator: [{ reason: 'unknownOperator' }],
  unknownRecordType: [
    { reason: 'unknownRecordType', known: ['Partner', 'Customer'] },
    { reason: 'unknownRecordType', known: [] },
  ],
  unknownQueryField: [{ reason: 'unknownQueryField' }],
  unusableColumns: [
    { reason: 'unusableColumns', problems: [], delimiter: undefined },
    {
      reason: 'unusableColumns',
      problems: [
        { reason: 'unknownField', objectLabel: 'Contact', nearest: undefined },
        { reason: 'unknownField', objectLabel: 'Contact', nearest: undefined },
        { reason: 'readOnlyField', because: 'calculated' },
      ],
      delimiter: 'PIPE',
    },
  ],
  versionTooOld: [{ reason: 'versionTooOld' }],
};

/** Whose message says already all that there is to do, or that leaves nothing to do. */
const SILENT: ReadonlySet<ProblemReason> = new Set<ProblemReason>([
  // “… which can only follow IN, NOT IN, INCLUDES or EXCLUDES.”
  'listParameterMisplaced',
  // The org answered so, and no user can mend it.
  // “The limit must be a whole number.”
  'notAWholeLimit',
  // “… is not a whole number.”
  'notAWholeNumber',
  // “… goes up more than five levels of parents.”
  'pathTooDeep',
  // “The search term needs at least two characters.”
  'searchTermTooShort',
  // “… can have 4000 characters at most; this one has …”
  'textTooLongForQuery',
  // The form offers the operators: no expression of a user's gets here.
  'unknownOperator',
]);

const problems = Object.values(PROBLEMS).flatMap((some): readonly InputProblem[] => some);

describe('What was refused before it was sent', () => {
  test.each(problems)('$reason comes with what to do', (problem) => {
    const { fields, actions } = inputAdvice(problem);
    expect(actions.length === 0).toBe(SILENT.has(problem.reason));
    expectToRead(actions);
    expect(fields.length).toBeLessThanOrEqual(1);
    for (const field of fields) expect(field).toMatch(/^[A-Z][A-Za-z]*(?: [A-Za-z]+)*$|^instance_url$/);
  });

  test('says what it knows of the problem', () => {
    const said = (problem: InputProblem): string => inputAdvice(problem).actions.join('\n');
    expect(said({ reason: 'keyColumnMissing', key: 'Ext__c', delimiter: 'SEMICOLON' })).toBe(
      'Add a column Ext__c to the file, or map the column that holds it to Ext__c.\n' +
        'The file’s columns seem to be separated by semicolons: set Column Delimiter in the options.',
    );
    expect(said({ reason: 'unknownDelimiter', known: ['COMMA', 'TAB'] })).toBe('Use one of COMMA, TAB.');
    expect(said({ reason: 'readOnlyField', because: { madeOf: ['Street', 'City'] } })).toBe(
      'It is a compound field: set Street, City instead.',
    );
    expect(said({ reason: 'parameterWithoutValue', name: 'since' })).toBe('Add a query parameter named since.');
    expect(said({ reason: 'credentialFieldEmpty', name: 'Username' })).toBe('Fill in Username in the credential.');
  });

  test('tells of several columns what is to be done about each, once', () => {
    const problem = { reason: 'readOnlyField', because: 'calculated' } as const;
    const { fields, actions } = inputAdvice({
      reason: 'unusableColumns',
      problems: [problem, problem, { reason: 'readOnlyField', because: 'autoNumber' }],
      delimiter: undefined,
    });
    expect(fields).toEqual(['Column Mapping']);
    expect(actions).toEqual([
      'Salesforce calculates it (a formula or roll-up summary): remove it from the fields.',
      'Salesforce numbers it automatically: remove it from the fields.',
      'Map the column to a field in Column Mapping, or leave its field empty to skip the column.',
    ]);
  });

  test('is about the field that the error names, and about the form’s own where it names none', () => {
    expect(adviceOn(new InputError('No.', { reason: 'notATimeZone' })).fields).toEqual(['Time Zone']);
    expect(adviceOn(new InputError('No.', { reason: 'notATimeZone' }, 'Birthdate')).fields).toEqual(['Birthdate']);
    expect(adviceOn(new InputError('No.', { reason: 'keyMissing' })).fields).toEqual(['Private Key']);
    expect(adviceOn(new InputError('No.', { reason: 'notText' }, 'Title', 'Email')).fields).toEqual(['Title', 'Email']);
  });
});

describe('What came in the way', () => {
  const jobs = ['750000000000001AAA', '750000000000002AAA'];

  test.each([
    ['a connection that was never made', new ConnectionError('x', 'no'), ['Nothing reached Salesforce.']],
    ['a connection that broke', new ConnectionError('x', 'maybe'), ['check before you run it again']],
    ['jobs that go on', JobError.pending(jobs, 'time is up.'), [jobs.join(', '), 'Wait, Get Job and Get Job Results']],
    ['jobs whose results were not read', JobError.unread(jobs, 'x'), [jobs.join(', '), 'seven days']],
    [
      'a create that may be done',
      new UncertainError('it broke'),
      ['Look for the record in Salesforce', 'Create or Update'],
    ],
  ])('%s comes with what to do', (_, error, parts) => {
    const { fields, actions } = adviceOn(error);
    expect(fields).toEqual([]);
    for (const part of parts) expect(actions.join('\n')).toContain(part);
    expectToRead(actions);
  });

  /** What to do about rows that were held back. Of a canceled execution there is nothing to say: someone wanted it. */
  const HELD_BACK: Readonly<Record<HeldBackBecause, string | undefined>> = {
    apiUsage: 'raise Stop at API Usage',
    cancelled: undefined,
    // Without the failure before, nothing is known of it.
    earlierFailure: undefined,
    jobAborted: 'Send the record again.',
    noSession: undefined,
    unfitItem: 'Correct that item and run again',
  };

  test.each(Object.entries(HELD_BACK) as [HeldBackBecause, string | undefined][])(
    'rows held back by %s come with what to do',
    (because, part) => {
      const { actions } = adviceOn(new NotSentError('of something.', because));
      if (part === undefined) expect(actions).toEqual([]);
      else expect(actions.join('\n')).toContain(part);
      expectToRead(actions);
    },
  );

  test('rows held back by an earlier failure come with what to do about that', () => {
    const cause = new SalesforceError(403, [
      { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.', fields: [] },
    ]);
    const { actions } = adviceOn(new NotSentError('of it.', 'earlierFailure', { cause }));
    expect(actions).toEqual(adviceOn(cause).actions);
    expect(actions).not.toEqual([]);
  });

  test('an error of the node’s own says itself what to do', () => {
    const error = new AdvisedError('No.', { field: 'Limit', actions: ['Give one.'] });
    const { fields, actions } = adviceOn(error);
    expect({ fields, actions }).toEqual({ fields: ['Limit'], actions: ['Give one.'] });
    expect(adviceOn(new AdvisedError('No.'))).toMatchObject({ fields: [], actions: [] });
  });

  test.each([new Error('x'), 'x', undefined, null, { actions: ['x'], fields: ['y'] }])(
    'of anything else nothing is known: %p',
    (thrown) => {
      expect(adviceOn(thrown)).toEqual({ fields: [], actions: [] });
    },
  );
});
