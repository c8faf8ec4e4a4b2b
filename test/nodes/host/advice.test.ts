import { describe, expect, test } from '@jest/globals';

import { isAuthProblem, signInActions } from '../../../credentials/advice';
import { AdvisedError, adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { answerActions } from '../../../nodes/SalesforceConnector/host/advice/answers';
import { inputAdvice } from '../../../nodes/SalesforceConnector/host/advice/inputs';
import { sentencesFor, type Action } from '../../../nodes/SalesforceConnector/host/advice/types';
import { ANY_LABEL, labelsOf } from '../../../nodes/SalesforceConnector/host/labels';
import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { labelsOfOperation } from '../../../nodes/SalesforceConnector/operations/menus';
import { pollProperties } from '../../../nodes/SalesforceConnector/triggers/poll/properties';
import { eventProperties } from '../../../nodes/SalesforceConnector/triggers/stream/properties';
import { outboundMessageProperties } from '../../../nodes/SalesforceConnector/triggers/webhook/properties';
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

const said = (actions: readonly Action[]): readonly string[] => sentencesFor(ANY_LABEL, actions);

describe('What Salesforce refused', () => {
  test.each(ANSWER_KINDS.request)('%s comes with what to do', (kind) => {
    const actions = said(answerActions({ kinds: [kind], to: 'request' }));
    expect(actions).not.toEqual([]);
    expectToRead(actions);
  });

  test.each(ANSWER_KINDS.signIn)('%s at the sign-in comes with what to do', (kind) => {
    const actions = said(answerActions({ kinds: [kind], to: 'signIn' }));
    expect(actions).not.toEqual([]);
    expect(actions).toEqual(signInActions(kind));
    expectToRead(actions);
  });

  test.each(ANSWER_KINDS.stream)('%s of the Streaming API comes with what to do', (kind) => {
    const actions = said(answerActions({ kinds: [kind], to: 'stream' }));
    expect(actions).not.toEqual([]);
    expectToRead(actions);
  });

  test('is told each remedy once, whatever refused how often', () => {
    const kinds = ['HTTP_502', 'HTTP_503', 'ENTITY_IS_LOCKED', 'HTTP_504'];
    expect(said(answerActions({ kinds, to: 'request' }))).toEqual([
      'Run it again in a few minutes. status.salesforce.com shows known problems of your instance.',
      'Unlock it, or wait for the approval to end.',
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
  approvalOfAnother: [{ reason: 'approvalOfAnother' }],
  blankInList: [{ reason: 'blankInList' }],
  listOfChildren: [{ reason: 'listOfChildren', relationship: 'Contacts' }],
  idOfAnotherObject: [{ reason: 'idOfAnotherObject' }],
  bulkCannot: [
    { reason: 'bulkCannot', what: 'activeRule' },
    { reason: 'bulkCannot', what: 'allOrNone' },
    { reason: 'bulkCannot', what: 'allowDuplicates' },
  ],
  bulkCellTooLong: [{ reason: 'bulkCellTooLong' }],
  bulkNullText: [{ reason: 'bulkNullText' }],
  bulkQueryUnsupported: [{ reason: 'bulkQueryUnsupported' }],
  bulkRowTooLong: [{ reason: 'bulkRowTooLong' }],
  consumerSecretMissing: [{ reason: 'consumerSecretMissing' }],
  refreshTokenMissing: [{ reason: 'refreshTokenMissing' }],
  credentialFieldEmpty: [{ reason: 'credentialFieldEmpty', name: 'Consumer Key' }],
  csvQuotes: [{ reason: 'csvQuotes' }],
  joinedReport: [{ reason: 'joinedReport' }],
  noPendingApproval: [{ reason: 'noPendingApproval' }],
  severalPendingApprovals: [{ reason: 'severalPendingApprovals' }],
  datesReversed: [{ reason: 'datesReversed' }],
  noDateColumn: [{ reason: 'noDateColumn' }],
  notASliceColumn: [{ reason: 'notASliceColumn', known: ['CONTACT_ID'] }],
  reportOperator: [{ reason: 'reportOperator', known: ['equals'] }],
  tooManyFilters: [{ reason: 'tooManyFilters' }],
  unknownDuration: [{ reason: 'unknownDuration', known: ['THIS_MONTH'] }],
  unknownReportColumn: [{ reason: 'unknownReportColumn' }],
  commaInPicklist: [{ reason: 'commaInPicklist' }],
  csvLineEnds: [{ reason: 'csvLineEnds' }],
  csvNulCharacter: [{ reason: 'csvNulCharacter' }],
  csvRowLength: [{ reason: 'csvRowLength' }],
  csvValueTooLong: [{ reason: 'csvValueTooLong' }],
  duplicateColumn: [{ reason: 'duplicateColumn' }],
  emptyList: [{ reason: 'emptyList' }],
  fieldGivenTwice: [{ reason: 'fieldGivenTwice' }],
  fileEmpty: [{ reason: 'fileEmpty' }],
  fileNotUtf8: [{ reason: 'fileNotUtf8' }],
  separatorLine: [{ reason: 'separatorLine' }],
  fileUnreadable: [{ reason: 'fileUnreadable' }],
  foreignInstance: [{ reason: 'foreignInstance' }],
  instanceMissing: [{ reason: 'instanceMissing' }],
  sessionIsJwt: [{ reason: 'sessionIsJwt' }],
  inputsMissing: [{ reason: 'inputsMissing' }],
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
  limitParameter: [{ reason: 'limitParameter' }],
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
  noSuchJob: [{ reason: 'noSuchJob' }],
  noSuchJobOfItsKind: [{ reason: 'noSuchJobOfItsKind' }],
  notAChannel: [{ reason: 'notAChannel' }],
  notAFileField: [{ reason: 'notAFileField' }],
  notAFileId: [{ reason: 'notAFileId' }],
  notAJobId: [{ reason: 'notAJobId' }],
  notANumber: [{ reason: 'notANumber' }],
  damagedRecordId: [{ reason: 'damagedRecordId' }],
  notARecordId: [{ reason: 'notARecordId' }],
  severalRecordIds: [{ reason: 'severalRecordIds' }],
  notARelativeDate: [{ reason: 'notARelativeDate' }],
  notASalesforceAddress: [{ reason: 'notASalesforceAddress' }],
  notATimeZone: [{ reason: 'notATimeZone' }],
  notAWholeLimit: [{ reason: 'notAWholeLimit' }],
  notAWholeNumber: [{ reason: 'notAWholeNumber' }],
  notAnObject: [{ reason: 'notAnObject' }],
  notJson: [{ reason: 'notJson' }],
  notAnIdentifier: [
    { reason: 'notAnIdentifier', known: ['Ext__c'] },
    { reason: 'notAnIdentifier', known: [] },
  ],
  notAVariableName: [{ reason: 'notAVariableName' }],
  notAnApexPath: [{ reason: 'notAnApexPath' }],
  notAnApiName: [{ reason: 'notAnApiName' }],
  notAnOrgPath: [{ reason: 'notAnOrgPath' }],
  notCarried: [{ reason: 'notCarried' }],
  notPublished: [{ reason: 'notPublished' }],
  notSendable: [{ reason: 'notSendable' }],
  graphTooLarge: [{ reason: 'graphTooLarge' }],
  mutationHasNoPages: [{ reason: 'mutationHasNoPages' }],
  noCursorVariable: [{ reason: 'noCursorVariable', name: 'after' }],
  noNodes: [{ reason: 'noNodes' }],
  noPageInfo: [{ reason: 'noPageInfo' }],
  noSuchConnection: [
    { reason: 'noSuchConnection', known: [] },
    { reason: 'noSuchConnection', known: ['uiapi.query.Account'] },
  ],
  wrongVariable: [{ reason: 'wrongVariable' }],
  wrongReference: [{ reason: 'wrongReference' }],
  wrongHeader: [{ reason: 'wrongHeader' }],
  notAnApiVersion: [{ reason: 'notAnApiVersion', example: '67.0' }],
  noSuchOutboundMessage: [{ reason: 'noSuchOutboundMessage' }],
  notCsv: [{ reason: 'notCsv' }],
  notBase64: [
    { reason: 'notBase64', form: 'dataUrl' },
    { reason: 'notBase64', form: 'object' },
    { reason: 'notBase64', form: 'text' },
  ],
  listInList: [{ reason: 'listInList' }],
  notText: [{ reason: 'notText' }],
  tooManyDecimals: [{ reason: 'tooManyDecimals' }],
  oneValueOnly: [{ reason: 'oneValueOnly' }],
  notSelectedForChanges: [{ reason: 'notSelectedForChanges', object: 'Invoice__c' }],
  notWatchable: [{ reason: 'notWatchable', missing: ['IsDeleted'] }],
  notInMerge: [{ reason: 'notInMerge' }],
  notInXml: [{ reason: 'notInXml' }],
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
  unknownAction: (['apex', 'emailAlert', 'flow'] as const).map((kind) => ({ reason: 'unknownAction', kind })),
  unknownInput: [
    { reason: 'unknownInput', known: ['subject', 'dueDate'] },
    { reason: 'unknownInput', known: [] },
  ],
  unknownDelimiter: [{ reason: 'unknownDelimiter', known: ['COMMA', 'TAB'] }],
  unknownField: [
    { reason: 'unknownField', given: 'Last_Name', objectLabel: 'Contact', nearest: undefined },
    {
      reason: 'unknownField',
      given: 'Last_Name',
      objectLabel: 'Contact',
      nearest: { name: 'LastName', label: 'Last Name' },
    },
  ],
  unknownObject: [{ reason: 'unknownObject' }],
  unknownOperator: [{ reason: 'unknownOperator' }],
  unknownPicklist: [{ reason: 'unknownPicklist', known: ['Industry'] }],
  unknownRecordType: [
    { reason: 'unknownRecordType', known: ['Partner', 'Customer'] },
    { reason: 'unknownRecordType', known: [] },
  ],
  unknownVersion: [{ reason: 'unknownVersion', oldest: '31.0', newest: '68.0' }],
  unknownQueryField: [{ reason: 'unknownQueryField' }],
  unusableFields: [
    {
      reason: 'unusableFields',
      problems: [
        {
          reason: 'unknownField',
          given: 'LastNme',
          objectLabel: 'Contact',
          nearest: { name: 'LastName', label: 'Last Name' },
        },
        { reason: 'readOnlyField', because: 'calculated' },
      ],
    },
  ],
  unusableColumns: [
    { reason: 'unusableColumns', problems: [], delimiter: undefined },
    {
      reason: 'unusableColumns',
      problems: [
        { reason: 'unknownField', given: 'Last_Name', objectLabel: 'Contact', nearest: undefined },
        { reason: 'unknownField', given: 'Last_Name', objectLabel: 'Contact', nearest: undefined },
        { reason: 'readOnlyField', because: 'calculated' },
      ],
      delimiter: 'PIPE',
    },
  ],
  treeTooLarge: [{ reason: 'treeTooLarge' }],
  unknownRelationship: [{ reason: 'unknownRelationship', known: ['Contacts'] }],
  versionTooOld: [{ reason: 'versionTooOld' }],
};

const problems = Object.values(PROBLEMS).flatMap((some): readonly InputProblem[] => some);

describe('What was refused before it was sent', () => {
  test.each(problems)('$reason comes with what to do', (problem) => {
    const { fields, actions } = inputAdvice(problem);
    expect(actions).not.toEqual([]);
    expectToRead(actions);
    expect(fields.length).toBeLessThanOrEqual(1);
    for (const field of fields) expect(field).toMatch(/^[A-Z][A-Za-z]*(?: [A-Za-z]+)*$|^instance_url$/);
  });

  test('says what it knows of the problem', () => {
    const saidOf = (problem: InputProblem): string => inputAdvice(problem).actions.join('\n');
    expect(saidOf({ reason: 'keyColumnMissing', key: 'Ext__c', delimiter: 'SEMICOLON' })).toBe(
      'Add a column Ext__c to the file, or map the column that holds it to Ext__c.\n' +
        'The file’s columns seem to be separated by semicolons: set Column Delimiter in the options.',
    );
    expect(saidOf({ reason: 'unknownDelimiter', known: ['COMMA', 'TAB'] })).toBe('Use one of COMMA, TAB.');
    expect(saidOf({ reason: 'readOnlyField', because: { madeOf: ['Street', 'City'] } })).toMatch(
      /^It is a compound field: set Street, City instead\.$/m,
    );
    expect(saidOf({ reason: 'parameterWithoutValue', name: 'since' })).toBe('Add a query parameter named since.');
    expect(saidOf({ reason: 'credentialFieldEmpty', name: 'Username' })).toBe('Fill in Username in the credential.');
  });

  test('tells of several columns what is to be done about each, once', () => {
    const problem = { reason: 'readOnlyField', because: 'calculated' } as const;
    const several = [problem, problem, { reason: 'readOnlyField', because: 'autoNumber' }] as const;
    const { fields, actions } = inputAdvice(
      { reason: 'unusableColumns', problems: several, delimiter: undefined },
      new Set(['Column Mapping']),
    );
    expect(fields).toEqual(['Column Mapping']);
    expect(actions).toEqual([
      'Salesforce calculates it (a formula or roll-up summary): remove it from the fields.',
      'Salesforce numbers it automatically: remove it from the fields.',
      'Map the column to a field in Column Mapping, or leave its field empty to skip the column.',
    ]);
  });

  test('is about the field that the error names, and about the form’s own where it names none', () => {
    expect(adviceOn(new InputError('No.', { reason: 'noTable' })).fields).toEqual(['File Format']);
    expect(adviceOn(new InputError('No.', { reason: 'noTable' }, 'Birthdate')).fields).toEqual(['Birthdate']);
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

  test('Only an external ID is told to make a create safe to send twice: Bulk creates each row again', () => {
    const { actions } = adviceOn(new UncertainError('it broke'));
    expect(actions.at(-1)).toBe('Use Create or Update with an external ID: what is sent twice makes one record.');
  });

  /** What to do about rows that were held back. Of a canceled execution there is nothing to say: someone wanted it. */
  const HELD_BACK: Readonly<Record<HeldBackBecause, string | undefined>> = {
    apiUsage: 'raise Stop at API Usage',
    cancelled: undefined,
    // Without the failure before, nothing is known of it.
    earlierFailure: undefined,
    jobAborted: 'Send the record again.',
    jobRunning: 'run this again with the items that were not sent',
    noSession: undefined,
    unfitItem: 'Correct that item and run again',
    unfitNode: 'a graph is sent with all its nodes or not at all',
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

const forms: readonly (readonly [string, ReadonlySet<string>])[] = [
  ...RESOURCES.flatMap(({ name, operations }) =>
    operations.map((operation) => [`${name} > ${operation.name}`, labelsOfOperation(operation)] as const),
  ),
  ['the polling trigger', labelsOf(pollProperties)],
  ['the event trigger', labelsOf(eventProperties)],
  ['the Outbound Message Trigger', labelsOf(outboundMessageProperties)],
];

/** Of more than one word: a word such as “Object” need not be a field. */
const NAMES = [...new Set(forms.flatMap(([, labels]) => [...labels]))].filter((name) => name.includes(' '));

/** Of another form, to which it leads. */
const ELSEWHERE = /the (?:(?:Bulk )?operation|resource) .*/g;

/** All that can be told, whatever operation meets it. */
const TOLD: readonly Error[] = [
  // The credential’s own form is another one, always the same.
  ...problems.filter((problem) => !isAuthProblem(problem)).map((problem) => new InputError('No.', problem)),
  ...[...ANSWER_KINDS.request, ...ANSWER_KINDS.stream].map((kind) =>
    Object.assign(new SalesforceError(400, []), { kinds: [kind] }),
  ),
  ...(['maybe', 'no'] as const).map((reached) => new ConnectionError('x', reached)),
  ...(['apiUsage', 'jobAborted', 'jobRunning', 'unfitItem', 'unfitNode'] as const).map(
    (because) => new NotSentError('of it.', because),
  ),
  new UncertainError('it broke'),
  new UncertainError('it broke', 'published'),
  new UncertainError('it broke', 'carriedOut'),
  ...(['approved', 'recalled', 'rejected', 'submitted'] as const).map((deed) => new UncertainError('it broke', deed)),
  JobError.pending(['750000000000001AAA'], 'time is up.'),
  JobError.unread(['750000000000001AAA'], 'x'),
  JobError.untold('750000000000001AAA', ''),
  JobError.rowsFailed(['750000000000001AAA'], { rows: 3, failed: 1, unprocessed: 1 }),
];

describe('Advice names no field that its form does not have', () => {
  test.each(forms)('%s', (_, labels) => {
    const foreign = NAMES.filter((name) => !labels.has(name));
    const wrong = TOLD.flatMap((error) => {
      const { fields, actions } = adviceOn(error, labels);
      const text = actions.map((action) => action.replaceAll(ELSEWHERE, '')).join('\n');
      return [...foreign.filter((name) => text.includes(name)), ...fields.filter((name) => !labels.has(name))];
    });
    expect(wrong).toEqual([]);
    expect(foreign.length).toBeGreaterThan(5);
  });

  test.each(forms)('%s: a refusal is about reports only where the form has one', (_, labels) => {
    const { actions } = adviceOn(Object.assign(new SalesforceError(403, []), { kinds: ['FORBIDDEN'] }), labels);
    const isOfReports = labels.has('Report') || labels.has('Dashboard');
    expect(actions.join('\n').includes('Run Reports')).toBe(isOfReports);
    expect(actions.join('\n')).toContain('profile and permission sets');
  });

  test('and every field that it is bound to is one of some form', () => {
    const bound: string[] = [];
    const none = { has: (label: string) => bound.push(label) < 0 };
    for (const error of TOLD) adviceOn(error, none);
    const all = new Set(forms.flatMap(([, labels]) => [...labels]));
    expect([...new Set(bound)].filter((name) => !all.has(name))).toEqual([]);
    expect(new Set(bound).size).toBeGreaterThan(10);
  });

  test.each(forms)('%s: what is not found is looked for where the form names it', (_, labels) => {
    const { actions } = adviceOn(Object.assign(new SalesforceError(404, []), { kinds: ['NOT_FOUND'] }), labels);
    const text = actions.join('\n');
    expect({ path: text.includes('Check Path'), externalId: text.includes('external ID field') }).toEqual({
      path: labels.has('Path'),
      externalId: labels.has('External ID Field'),
    });
  });

  const labelsOfForm = new Map(forms);
  const advised = (form: string, errorCode: string, message = 'Refused.'): string => {
    const labels = labelsOfForm.get(form);
    if (labels === undefined) throw new Error(`There is no form “${form}”.`);
    return adviceOn(new SalesforceError(400, [{ errorCode, message, fields: [] }]), labels).actions.join('\n');
  };

  test.each([
    ['Record > Create', ['Update the existing', 'turn on the option Allow Duplicates']],
    ['Record > Create With Related', ['Update the existing', 'the operation Create and its option Allow Duplicates']],
    ['Record > Merge', ['Merge the similar record', 'the operation Update and its option Allow Duplicates']],
    ['Lead > Convert', ['Convert to Account', 'Skip Duplicate Check of Account or Skip Duplicate Check of Contact']],
    ['Bulk > Load From Items', ['Update the existing', 'the resource Record and its option Allow Duplicates']],
  ])('what to do about duplicates is what can be done there: %s', (form, own) => {
    const text = advised(form, 'DUPLICATES_DETECTED');
    const ways = ['Update the existing', 'Merge the similar record', 'Allow Duplicates', 'Skip Duplicate Check'];
    expect(own.filter((part) => !text.includes(part))).toEqual([]);
    expect(ways.filter((way) => text.includes(way))).toEqual(ways.filter((way) => own.join().includes(way)));
  });

  test.each(['REQUIRED_FIELD_MISSING', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'INVALID_STATUS'])(
    'a conversion has no values to add or change: %s',
    (code) => {
      const [convert, create] = [advised('Lead > Convert', code), advised('Record > Create', code)];
      expect(convert).not.toMatch(/^(?:Add|Change)/m);
      expect(convert).toMatch(/\blead\b|Converted Status/);
      expect(create).not.toMatch(/\blead\b|Converted Status/);
    },
  );

  test.each([
    ['The requested API is not available to portal users.', 'Feed > Post', 'the option Experience Cloud Site'],
    ['The requested API is not available to portal users.', 'Request > Send', 'the address of the site'],
    ['Selecting compound data not supported in Bulk Query', 'Bulk > Query', 'components of compound ones'],
    ['Blob field not supported in Bulk V2 Query with CSV content type', 'Bulk > Query', 'File > Download'],
    [
      'The SOQL FIELDS function is not supported with an unbounded set of fields in this API.',
      'Bulk > Query',
      'Name the fields one by one',
    ],
    ['The SOQL FIELDS function must have a LIMIT of at most 200', 'Query > SOQL', 'LIMIT 200 or less'],
    ['sObject type FAQ__ka is not replicable', 'Record > Get Updated', 'SystemModstamp'],
    ['Converted objects can only be owned by users.  You must specify a user.', 'Lead > Convert', 'the option Owner'],
  ])('a sentence tells what to do, whatever the code: %s in %s', (sentence, form, told) => {
    for (const code of ['FORBIDDEN', 'INVALID_TYPE', 'INVALID_OPERATION', 'A_NEW_CODE'])
      expect(advised(form, code, sentence)).toMatch(new RegExp(`^[^\n]*${told}[^\n]*$`));
  });

  test.each<[code: string, message: string, form: string, told: string, untrue?: string]>([
    ['NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000', 'Query > SOQL', 'Remove OFFSET', 'digits'],
    [
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Amount: value outside of valid range on numeric field: 1e18',
      'Record > Create',
      'digits',
    ],
    ['INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc', 'Query > SOQL', '15 or 18 characters', 'operator'],
    ['INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on multipicklist field', 'Query > SOQL', 'operator'],
    [
      'INVALID_FIELD',
      "Didn't understand relationship 'Account__c' in field path. If you are attempting to use a custom relationship, be sure to append the '__r'",
      'Query > SOQL',
      '__r in place of __c',
      'end in __c',
    ],
    [
      'INVALID_FIELD',
      "No such relation 'Owner__c' on entity 'Account'",
      'Query > SOQL',
      'relationship’s name',
      'end in __c',
    ],
    [
      'INVALID_TYPE',
      "Didn't understand relationship 'Contact' in FROM part of query call.",
      'Query > SOQL',
      'Contacts in place of Contact',
      'end in __c',
    ],
    ['INVALID_TYPE', "sObject type 'Foo' is not supported.", 'Query > SOQL', 'object’s API name'],
    [
      'INVALID_FIELD',
      "field 'Text__c' can not be filtered in a query call",
      'Record > Get Many',
      'another field',
      'API name',
    ],
    [
      'MALFORMED_QUERY',
      "field 'Text__c' can not be sorted in a query call",
      'Query > SOQL',
      'another field',
      'Workbench',
    ],
    ['INVALID_FIELD', 'duplicate field selected: Name', 'Query > SOQL', 'each field once', 'API name'],
    ['MALFORMED_QUERY', 'duplicate alias: Name', 'Query > SOQL', 'a name of its own', 'each field once'],
    [
      'INVALID_FIELD',
      'convertCurrency() needs multiple currencies',
      'Query > SOQL',
      'Leave out convertCurrency()',
      'API name',
    ],
    [
      'INVALID_FIELD',
      'The Id field should not be specified in the sobject data.',
      'Record > Create',
      'Correct what the message names',
    ],
    ['MALFORMED_QUERY', 'ALL ROWS not allowed in this context', 'Query > SOQL', 'option Include Deleted', 'Workbench'],
    ['MALFORMED_QUERY', 'ALL ROWS not allowed in this context', 'Request > Send', 'Remove ALL ROWS'],
    [
      'INVALID_CROSS_REFERENCE_KEY',
      "Record Type ID: this ID value isn't valid for the user: 0125g000000AbCd",
      'Record > Create',
      'assigned to the user',
      'no record has it',
    ],
    [
      'INVALID_CROSS_REFERENCE_KEY',
      'Owner ID: owner cannot be blank',
      'Record > Update',
      'Leave the owner out',
      'no record has it',
    ],
    ['INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', 'Record > Create', 'no record has it'],
    [
      'FIELD_INTEGRITY_EXCEPTION',
      'A country/territory must be specified before specifying a state value for field: Mailing State/Province',
      'Record > Create',
      'Send the country too',
    ],
    [
      'FIELD_INTEGRITY_EXCEPTION',
      "There's a problem with this state, even though it may appear correct. Please select a state/province from the list of valid states.",
      'Record > Create',
      'State and Country/Territory Picklists',
    ],
    ['FIELD_INTEGRITY_EXCEPTION', 'Currency: Invalid or Inactive currency code', 'Record > Create', 'ISO code'],
    [
      'FIELD_INTEGRITY_EXCEPTION',
      'Account ID: id value of incorrect type: 0035g00000AbCdE',
      'Record > Create',
      'of another',
      'record’s other values',
    ],
    [
      'JSON_PARSER_ERROR',
      'Illegal unquoted character ((CTRL-CHAR, code 10))',
      'Request > Send',
      'Correct the JSON of Body',
      'type of the value',
    ],
    [
      'JSON_PARSER_ERROR',
      'The HTTP entity body is required, but this request has no entity body.',
      'Request > Send',
      'Set Body',
    ],
    [
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of date from VALUE_STRING value 31/12/2024',
      'Record > Create',
      'type of the value',
    ],
    ['METHOD_NOT_ALLOWED', "HTTP Method 'PUT' not allowed.", 'Request > Send', 'another Method'],
    ['METHOD_NOT_ALLOWED', "HTTP Method 'POST' not allowed.", 'Record > Create', 'another object'],
    ['UNKNOWN_EXCEPTION', 'portal account owner must have a role', 'Record > Create', 'role'],
  ])('%s “%s” in %s is told to: %s', (code, message, form, told, untrue = 'undefined') => {
    const actions = advised(form, code, message);
    expect(actions).toContain(told);
    expect(actions).not.toContain(untrue);
  });

  test('a body that Salesforce cannot read may be one that was not sent', () => {
    const error = Object.assign(new SalesforceError(400, []), { kinds: ['BODY_MISSING'] });
    const of = (labels: Iterable<string>) => adviceOn(error, new Set(labels)).actions;
    expect(of(['Body'])).toEqual(['Set Body: with None, nothing is sent, and this path needs something.']);
    expect(of([])).toEqual(['Send a body: this path needs one.']);
  });

  test('nor does one of the node’s own', () => {
    const error = new AdvisedError('No.', {
      field: 'Values to Send',
      apiName: 'Name',
      actions: [{ field: 'Values to Send', action: 'Fill one in.', otherwise: 'Give one.' }, 'Or none.'],
    });
    expect(adviceOn(error)).toEqual({ fields: ['Values to Send', 'Name'], actions: ['Fill one in.', 'Or none.'] });
    expect(adviceOn(error, new Set())).toEqual({ fields: ['Name'], actions: ['Give one.', 'Or none.'] });
  });
});
